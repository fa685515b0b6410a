import { join, resolve } from 'node:path';
import { loadConfig, localClarifaiSecrets } from '../config/config.js';
import { createFaceEngine } from '../local-clarifai/engine/create-face-engine.js';
import { FAULTS_ENABLED, injectFaults } from '../local-clarifai/faults/inject-faults.js';
import { keyFile } from '../local-clarifai/key-file.js';
import { LOOPBACK } from '../local-clarifai/listen.js';
import { clarifaiFolder, startLocalClarifai } from '../local-clarifai/start-local-clarifai.js';
import { createLog } from '../log.js';
import { serveBackups } from '../store/backup/serve-backups.js';
import { lockFolder } from '../store/lock-folder.js';
import { placeOf } from '../store/postgres/place-of.js';
import { type Program, runProgram } from './run-program.js';

/** `npm run local-clarifai`: local Clarifai alone, for any program that speaks Clarifai's API. */

async function start({ say, atEnd }: Program): Promise<void> {
  const { dataDir, localClarifai, logLevel, host } = loadConfig(process.env);
  const log = createLog(logLevel, { secrets: localClarifaiSecrets(localClarifai) });
  const { port, key, urls, faults, databaseUrl } = localClarifai;
  if (databaseUrl === undefined) {
    const lock = await lockFolder(dataDir);
    atEnd(() => lock.release());
    atEnd(serveBackups(dataDir, log));
  }
  say('Loading the face engine…');
  const engine = await createFaceEngine({ workers: localClarifai.workers, cacheDir: join(dataDir, 'models'), log });
  atEnd(() => engine.close());
  if (Object.keys(faults).length > 0) say(FAULTS_ENABLED);
  const server = await startLocalClarifai({
    dataDir,
    databaseUrl,
    host,
    port,
    key,
    urls,
    log,
    ...injectFaults(faults, engine),
  });
  atEnd(() => server.close());
  say(
    [
      `Local Clarifai is ready at ${server.address} (gRPC, without TLS).`,
      `  key   ${key === undefined ? `in ${resolve(keyFile(clarifaiFolder(dataDir)))}` : 'as ROLLCALL_LOCAL_CLARIFAI_KEY says'}`,
      `  user  ${server.userId}`,
      `  app   ${server.appId}`,
      ...(databaseUrl === undefined ? [] : [`  data  in PostgreSQL at ${placeOf(databaseUrl)}`]),
      ...(host === LOOPBACK
        ? []
        : [`It takes calls at ${host}, unencrypted: let only machines that you trust reach it.`]),
      'Ctrl-C stops it.',
    ].join('\n'),
  );
}

await runProgram(start);
