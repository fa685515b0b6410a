import { join } from 'node:path';
import { createRecognizer } from '../clarifai/create-recognizer.js';
import type { Recognizer } from '../clarifai/recognizer.js';
import type { Config } from '../config.js';
import { UserFacingError } from '../errors.js';
import { createFaceEngine } from '../local-clarifai/engine/create-face-engine.js';
import { findRunningClarifai, startLocalClarifai } from '../local-clarifai/start-local-clarifai.js';
import type { Log } from '../log.js';
import { FolderInUseError } from '../store/failures.js';
import { lockFolder } from '../store/lock-folder.js';
import type { Program } from './run-program.js';

/** The service for a program that runs once, beside Rollcall or without it. */
export interface OpenedRecognizer {
  readonly recognizer: Recognizer;
  /** What opens its pictures. */
  readonly key: string;
}

/**
 * Connects to the hosted service, or to the local Clarifai of the Rollcall that is running; if none is, starts it until the program
 * ends.
 * @throws UserFacingError if the data folder is in use by a process that can't be reached.
 */
export async function openRecognizer(
  config: Config,
  log: Log,
  program: Pick<Program, 'say' | 'atEnd'>,
): Promise<OpenedRecognizer> {
  const service = config.clarifai.kind === 'hosted' ? config.clarifai : await openLocalClarifai(config, log, program);
  const recognizer = createRecognizer({ ...service, log });
  program.atEnd(() => recognizer.close());
  await recognizer.checkSetup();
  return { recognizer, key: service.key };
}

async function openLocalClarifai(
  { dataDir, localClarifai }: Config,
  log: Log,
  { say, atEnd }: Pick<Program, 'say' | 'atEnd'>,
) {
  try {
    const lock = await lockFolder(dataDir);
    atEnd(() => lock.release());
  } catch (error) {
    if (!(error instanceof FolderInUseError) || error.isElsewhere) throw error;
    const running = findRunningClarifai(dataDir, localClarifai.key);
    if (running !== undefined) return running;
    throw new UserFacingError(
      `Rollcall is using the folder ${dataDir}, and is not ready. Wait until it is, or stop it, and run this again.`,
      { cause: error },
    );
  }
  say('Loading the face engine…');
  const { workers, key, urls } = localClarifai;
  const engine = await createFaceEngine({ workers, cacheDir: join(dataDir, 'models'), log });
  atEnd(() => engine.close());
  const local = await startLocalClarifai({ dataDir, key, engine, urls, log });
  atEnd(() => local.close());
  return { apiBase: `http://${local.address}`, key: local.key, userId: local.userId, appId: local.appId };
}
