import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp } from './app.js';
import type { Program } from './bin/run-program.js';
import { createRecognizer } from './clarifai/create-recognizer.js';
import { waitForService } from './clarifai/wait-for-service.js';
import { type Config, localClarifaiSecrets, workspaceSettings } from './config/config.js';
import type { SeveralWorkspaces } from './config/slack-config.js';
import { orUndefined } from './failures.js';
import { createFaceEngine } from './local-clarifai/engine/create-face-engine.js';
import { FAULTS_ENABLED, injectFaults } from './local-clarifai/faults/inject-faults.js';
import { startLocalClarifai } from './local-clarifai/start-local-clarifai.js';
import { startLocalSlack } from './local-slack/start-local-slack.js';
import { createLog, type Log } from './log.js';
import { cropFace, warmUpPictures } from './photos/pictures.js';
import type { SlackConnection } from './slack/connection.js';
import { serveBackups } from './store/backup/serve-backups.js';
import { lockFolder } from './store/lock-folder.js';
import { placeOf } from './store/postgres/place-of.js';

/** What {@link startRollcall} uses in place of its own: tests that start it in their process share an engine. */
interface StartOptions {
  readonly createEngine?: typeof createFaceEngine;
  /** The folder with the built page of the local workspace. Default: beside this file. */
  readonly pageDir?: string;
}

interface Starting extends Program, StartOptions {
  readonly config: Config;
  readonly log: Log;
}

async function startClarifaiSide({ config, log, say, atEnd, createEngine = createFaceEngine }: Starting) {
  if (config.clarifai.kind === 'hosted') return config.clarifai;
  say('Loading the face engine…');
  const { workers, port, key, urls, faults, databaseUrl } = config.localClarifai;
  const engine = await createEngine({ workers, cacheDir: join(config.dataDir, 'models'), log });
  atEnd(() => engine.close());
  if (Object.keys(faults).length > 0) say(FAULTS_ENABLED);
  const local = await startLocalClarifai({
    dataDir: config.dataDir,
    databaseUrl,
    ...injectFaults(faults, engine),
    urls,
    log,
    ...(port === undefined ? {} : { port }),
    ...(key === undefined ? {} : { key }),
  });
  atEnd(() => local.close());
  return { apiBase: `http://${local.address}`, key: local.key, userId: local.userId, appId: local.appId };
}

/** @returns how the bot reaches Slack, and what to tell the operator. */
async function startSlackSide(
  slack: Exclude<Config['slack'], SeveralWorkspaces>,
  { config, log, atEnd, pageDir = fileURLToPath(new URL('local-slack/page', import.meta.url)) }: Starting,
): Promise<{ connection: SlackConnection; ready: string }> {
  const { port, host } = config;
  const file = join(config.dataDir, 'slack-token.json');
  const rotation = slack.kind === 'local' || slack.rotation === undefined ? undefined : { ...slack.rotation, file };
  switch (slack.kind) {
    case 'socket':
      return {
        connection: { ...slack, rotation, healthPort: port, host },
        ready: 'Rollcall is connected to Slack. Invite it to a channel and post a photo.',
      };
    case 'http':
      return {
        connection: { ...slack, rotation, port, host },
        ready: `Rollcall takes Slack’s requests at http://localhost:${port}/slack/events`,
      };
    case 'local': {
      const manifestFile = fileURLToPath(new URL('../manifest.yml', import.meta.url));
      const assetsDir = fileURLToPath(new URL('../assets', import.meta.url));
      const { dataDir } = config;
      const local = await startLocalSlack({ port, host, dataDir, pageDir, assetsDir, manifestFile, log });
      atEnd(() => local.close());
      const { botToken, appToken, apiUrl, url } = local;
      return { connection: { kind: 'socket', botToken, appToken, apiUrl }, ready: `Rollcall is ready: open ${url}` };
    }
  }
}

function describeLocal({ databaseUrl }: Config['localClarifai']): string {
  return databaseUrl === undefined
    ? 'local, photos stay on this machine'
    : `local, with the database ${placeOf(databaseUrl)}`;
}

function clientSecretOf(slack: Config['slack']): string | undefined {
  if (slack.kind === 'several') return slack.clientSecret;
  return slack.kind === 'local' ? undefined : slack.rotation?.clientSecret;
}

/** Starts Rollcall with its local services, as the settings say. `program` says how it goes, and closes it. */
export async function startRollcall(config: Config, program: Program, options: StartOptions = {}): Promise<void> {
  const { say, atEnd } = program;
  const { slack, clarifai } = config;
  const log = createLog(config.logLevel, {
    secrets: [
      clarifai.kind === 'hosted' ? clarifai.key : undefined,
      ...localClarifaiSecrets(config.localClarifai),
      clientSecretOf(slack),
    ].filter((key) => key !== undefined),
  });
  const starting: Starting = { ...options, ...program, config, log };
  say(
    `Slack: ${slack.kind === 'local' ? 'local, a workspace on this machine' : (slack.apiUrl ?? (slack.kind === 'several' ? 'every workspace that adds Rollcall' : 'your workspace'))}`,
  );
  say(
    `Clarifai: ${clarifai.kind === 'local' ? describeLocal(config.localClarifai) : `hosted, at ${clarifai.apiBase}`}`,
  );
  if (slack.kind === 'local' || slack.kind === 'several' || clarifai.kind === 'local') {
    const lock = await lockFolder(config.dataDir);
    atEnd(() => lock.release());
    atEnd(serveBackups(config.dataDir, log));
    say(`Data folder: ${resolve(config.dataDir)}`);
  }
  if (slack.kind === 'several') {
    const { startSeveral } = await import('./workspaces/start-several.js');
    await startSeveral(slack, { config, service: await startClarifaiSide(starting), log, program });
  } else {
    await startOne(slack, starting);
  }
  await orUndefined(warmUpPictures(), 'The program that decodes pictures did not start', log.warn);
}

/** Starts Rollcall for one workspace. */
async function startOne(slack: Exclude<Config['slack'], SeveralWorkspaces>, starting: Starting): Promise<void> {
  const { config, log, say, atEnd } = starting;
  // Slack first: it is quick, and reports at once if a port is in use.
  const { connection, ready } = await startSlackSide(slack, starting);
  const service = await startClarifaiSide(starting);
  const recognizer = createRecognizer({ ...service, log, cropFace, consent: config.consent });
  atEnd(() => recognizer.close());
  await waitForService(() => recognizer.checkSetup(), { log });
  const app = buildApp({
    ...workspaceSettings(config),
    slack: connection,
    recognizer,
    log,
    // The local workspace is small, and without a local service there is no data folder.
    cacheDir: slack.kind !== 'local' && config.clarifai.kind === 'local' ? config.dataDir : undefined,
    // The local workspace has one app, and its data folder is locked.
    isAlone: slack.kind === 'local',
  });
  atEnd(() => app.stop());
  await app.start();
  say(`${ready}\nCtrl-C stops it.`);
}
