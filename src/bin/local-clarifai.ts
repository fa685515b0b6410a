import { join, resolve } from 'node:path';
import { loadConfig } from '../config.js';
import { createFaceEngine } from '../local-clarifai/engine/create-face-engine.js';
import { FAULTS_ENABLED, injectFaults } from '../local-clarifai/faults/inject-faults.js';
import { keyFile } from '../local-clarifai/key-file.js';
import { clarifaiFolder, startLocalClarifai } from '../local-clarifai/start-local-clarifai.js';
import { createLog } from '../log.js';
import { serveBackups } from '../store/backup/serve-backups.js';
import { lockFolder } from '../store/lock-folder.js';
import { type Program, runProgram } from './run-program.js';

/** `npm run local-clarifai`: local Clarifai alone, for any program that speaks Clarifai's API. */

async function start({ say, atEnd }: Program): Promise<void> {
  const { dataDir, localClarifai, logLevel } = loadConfig(process.env);
  const log = createLog(logLevel, { secrets: localClarifai.key === undefined ? [] : [localClarifai.key] });
  const lock = await lockFolder(dataDir);
  atEnd(() => lock.release());
  atEnd(serveBackups(dataDir, log));
  say('Loading the face engine…');
  const engine = await createFaceEngine({ workers: localClarifai.workers, cacheDir: join(dataDir, 'models'), log });
  atEnd(() => engine.close());
  const { port, key, urls, faults } = localClarifai;
  if (Object.keys(faults).length > 0) say(FAULTS_ENABLED);
  const server = await startLocalClarifai({ dataDir, port, key, urls, log, ...injectFaults(faults, engine) });
  atEnd(() => server.close());
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

await runProgram(start);
