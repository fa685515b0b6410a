import { join, resolve } from 'node:path';
import dotenv from 'dotenv';
import { loadConfig } from '../config.js';
import { UserFacingError } from '../errors.js';
import { createLog } from '../log.js';
import { lockFolder } from '../store/lock-folder.js';
import { createFaceEngine } from './engine/index.js';
import { ACTING_OUT, actOut } from './faults/act-out.js';
import { keyFile } from './key-file.js';
import { clarifaiFolder, startLocalClarifai } from './start-local-clarifai.js';

/** `npm run local-clarifai`: the local Clarifai by itself, for any program that speaks Clarifai's API. */

/** What was started, to be ended in the opposite order. */
const ending: (() => Promise<void>)[] = [];

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function start(): Promise<void> {
  const { dataDir, localClarifai, logLevel } = loadConfig(process.env);
  const log = createLog(logLevel, localClarifai.key === undefined ? [] : [localClarifai.key]);
  const lock = await lockFolder(dataDir);
  ending.push(() => lock.release());
  say('Loading the face engine…');
  const engine = await createFaceEngine({ workers: localClarifai.workers, cacheDir: join(dataDir, 'models'), log });
  ending.push(() => engine.close());
  const { port, key, urls, faults } = localClarifai;
  if (Object.keys(faults).length > 0) say(ACTING_OUT);
  const server = await startLocalClarifai({ dataDir, port, key, urls, log, ...actOut(faults, engine) });
  ending.push(() => server.close());
  say(
    [
      `Local Clarifai is ready at ${server.address} (gRPC, without TLS).`,
      `  key   ${key === undefined ? `in ${resolve(keyFile(clarifaiFolder(dataDir)))}` : 'as ROLLCALL_LOCAL_CLARIFAI_KEY says'}`,
      `  user  ${server.userId}`,
      `  app   ${server.appId}`,
      'Ctrl-C stops it.',
    ].join('\n'),
  );
}

async function stop(): Promise<void> {
  for (let end = ending.pop(); end !== undefined; end = ending.pop()) {
    await end().catch((error: unknown) => {
      process.exitCode = 1;
      say(`While stopping: ${error instanceof Error ? error.message : String(error)}`);
    });
  }
}

let stopping = false;
function stopOnSignal(): void {
  // A second Ctrl-C means "now".
  if (stopping) process.exit(130);
  stopping = true;
  say('Stopping…');
  void stop().then(() => process.exit());
}

dotenv.config({ quiet: true });
process.on('SIGINT', stopOnSignal);
process.on('SIGTERM', stopOnSignal);
try {
  await start();
} catch (error) {
  const isTheirs = error instanceof UserFacingError;
  process.stderr.write(
    isTheirs
      ? `${error.message}\n`
      : `The local Clarifai could not start because of a mistake of its own:\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
  await stop();
  process.exit(1);
}
