/** A process for durability.test.ts: a local Clarifai with the fake engine, until it is killed. */
import { lockFolder } from '../../../src/store/lock-folder.js';
import { createFakeFaceEngine } from '../fake-face-engine.js';
import { startTestClarifai } from '../local-clarifai.js';

const [, , dataDir = '', mode] = process.argv;
await lockFolder(dataDir);
const engine = createFakeFaceEngine();
if (mode === 'stuck') engine.hold();
const { address, key } = await startTestClarifai({ dataDir, engine });
console.log(JSON.stringify({ address, key }));
