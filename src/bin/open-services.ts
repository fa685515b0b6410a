import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRecognizer } from '../clarifai/create-recognizer.js';
import type { Recognizer } from '../clarifai/recognizer.js';
import type { Config } from '../config/config.js';
import { UserFacingError } from '../errors.js';
import { createFaceEngine } from '../local-clarifai/engine/create-face-engine.js';
import { findRunningClarifai, startLocalClarifai } from '../local-clarifai/start-local-clarifai.js';
import { findRunningSlack, startLocalSlack } from '../local-slack/start-local-slack.js';
import type { Log } from '../log.js';
import type { SlackConnection } from '../slack/connection.js';
import { FolderInUseError } from '../store/failures.js';
import { lockFolder } from '../store/lock-folder.js';
import type { Program } from './run-program.js';

/** Both services for a program that runs once, beside Rollcall or without it. */
export interface OpenedServices {
  readonly recognizer: Recognizer;
  /** What opens the pictures of the face service. */
  readonly key: string;
  readonly slack: SlackConnection;
}

type Tools = Pick<Program, 'say' | 'atEnd'> & { readonly log: Log };

/**
 * Connects to the services of the settings: those of the Rollcall that is running, or if none is, local ones that run until the program
 * ends.
 * @throws UserFacingError if the data folder is in use by a process that can't be reached.
 */
export async function openServices(config: Config, tools: Tools): Promise<OpenedServices> {
  const isLocal = config.slack.kind === 'local' || config.clarifai.kind === 'local';
  const isRunning = isLocal && !(await lockUnlessInUse(config.dataDir, tools));
  const slack = await openSlack(config, isRunning, tools);
  const service = config.clarifai.kind === 'hosted' ? config.clarifai : await openClarifai(config, isRunning, tools);
  const recognizer = createRecognizer({ ...service, log: tools.log });
  tools.atEnd(() => recognizer.close());
  await recognizer.checkSetup();
  return { recognizer, key: service.key, slack };
}

/** @returns false if another process on this machine uses the folder. */
async function lockUnlessInUse(dataDir: string, { atEnd }: Tools): Promise<boolean> {
  try {
    const lock = await lockFolder(dataDir);
    atEnd(() => lock.release());
    return true;
  } catch (error) {
    if (error instanceof FolderInUseError && !error.isElsewhere) return false;
    throw error;
  }
}

async function openSlack({ slack, dataDir }: Config, isRunning: boolean, tools: Tools): Promise<SlackConnection> {
  if (slack.kind === 'several') {
    throw new UserFacingError('This works with one workspace. Set SLACK_BOT_TOKEN to the token of the one you mean.');
  }
  if (slack.kind !== 'local') {
    const rotation = slack.rotation && { ...slack.rotation, file: join(dataDir, 'slack-token.json') };
    return slack.kind === 'http' ? { ...slack, rotation, port: 0 } : { ...slack, rotation };
  }
  if (isRunning) return { kind: 'socket', ...orNotReady(findRunningSlack(dataDir), dataDir) };
  const local = await startLocalSlack({
    port: 0,
    dataDir,
    pageDir: fileURLToPath(new URL('../local-slack/page', import.meta.url)),
    assetsDir: fileURLToPath(new URL('../../assets', import.meta.url)),
    manifestFile: fileURLToPath(new URL('../../manifest.yml', import.meta.url)),
    log: tools.log,
  });
  tools.atEnd(() => local.close());
  const { botToken, appToken, apiUrl } = local;
  return { kind: 'socket', botToken, appToken, apiUrl };
}

async function openClarifai({ dataDir, localClarifai }: Config, isRunning: boolean, { say, atEnd, log }: Tools) {
  const { workers, key, urls, databaseUrl } = localClarifai;
  if (isRunning) return orNotReady(findRunningClarifai(dataDir, key), dataDir);
  say('Loading the face engine…');
  const engine = await createFaceEngine({ workers, cacheDir: join(dataDir, 'models'), log });
  atEnd(() => engine.close());
  const local = await startLocalClarifai({ dataDir, databaseUrl, key, engine, urls, log });
  atEnd(() => local.close());
  return { apiBase: `http://${local.address}`, key: local.key, userId: local.userId, appId: local.appId };
}

function orNotReady<T>(running: T | undefined, dataDir: string): T {
  if (running !== undefined) return running;
  throw new UserFacingError(
    `Rollcall is using the folder ${dataDir}, and is not ready. Wait until it is, or stop it, and run this again.`,
  );
}
