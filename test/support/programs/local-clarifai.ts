/** A process for tests: a local Clarifai with the fake engine, until it is killed. Arguments: its folder, how it works, and a database. */
import { lockFolder } from '../../../src/store/lock-folder.js';
import { createFakeFaceEngine } from '../fake-face-engine.js';
import { startTestClarifai } from '../local-clarifai.js';

const [, , dataDir = '', mode, databaseUrl] = process.argv;
await lockFolder(dataDir);
const engine = createFakeFaceEngine();
if (mode === 'stuck') engine.hold();
const { address, key } = await startTestClarifai({
  dataDir,
  engine,
  ...(databaseUrl === undefined ? {} : { databaseUrl, leases: { leaseMs: 900, pollMs: 100 } }),
});
console.log(JSON.stringify({ address, key }));
