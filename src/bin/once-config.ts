import { join } from 'node:path';
import { type Config, loadConfig } from '../config.js';
import { createLog, type Log } from '../log.js';
import type { SlackConnection } from '../slack/connection.js';

/** Settings and log of a program that runs once. Its log only has warnings, unless LOG_LEVEL asks for more. */
export function readSettings(): { readonly config: Config; readonly log: Log } {
  const config = loadConfig({ LOG_LEVEL: 'warn', ...process.env });
  const secrets = [config.clarifai.kind === 'hosted' ? config.clarifai.key : undefined, config.localClarifai.key];
  return { config, log: createLog(config.logLevel, { secrets: secrets.filter((key) => key !== undefined) }) };
}

/** Where pictures are, besides the face service. */
export function slackPictures({ slack, dataDir }: Config): {
  readonly localSlackFiles: string | undefined;
  readonly slack: SlackConnection | undefined;
} {
  if (slack.kind === 'local') return { localSlackFiles: join(dataDir, 'slack', 'files'), slack: undefined };
  const file = join(dataDir, 'slack-token.json');
  const rotation = slack.rotation && { ...slack.rotation, file };
  const connection = slack.kind === 'http' ? { ...slack, rotation, port: 0 } : { ...slack, rotation };
  return { localSlackFiles: undefined, slack: connection };
}
