import { UserFacingError } from '../errors.js';
import type { ConsentMode } from '../faces/model.js';
import type { Faults } from '../local-clarifai/faults/faults.js';
import type { LogLevel } from '../log.js';
import { type ClarifaiConfig, readClarifaiConfig } from './clarifai-config.js';
import { type Environment, environmentSchema, LOCAL_HOSTS, type Report, type Trainers } from './environment.js';
import { readSlackConfig, type SlackConfig } from './slack-config.js';

/** The environment is invalid. `message` lists every problem on a line of its own: the variable and how to fix it. */
export class ConfigError extends UserFacingError {
  override readonly name = 'ConfigError';
}

/** Settings of the embedded Clarifai; also read by `npm run local-clarifai`. */
interface LocalClarifaiConfig {
  /** Undefined: a free port is chosen. */
  readonly port: number | undefined;
  /** Undefined: a random key is generated and stored in the data folder. */
  readonly key: string | undefined;
  /** The addresses an input's `url` may point to. */
  readonly urls: 'public' | 'any';
  /** Faults to inject, for testing how a client handles them. */
  readonly faults: Faults;
  /** Threads that search pictures for faces, each with its own copy of the networks in memory. */
  readonly workers: number;
  /** A PostgreSQL database that several servers can share. Undefined: a file in the data folder. */
  readonly databaseUrl: string | undefined;
}

/** Every setting from the environment, grouped by the part that uses it. */
export interface Config {
  readonly slack: SlackConfig;
  readonly clarifai: ClarifaiConfig;
  readonly localClarifai: LocalClarifaiConfig;
  /** Port for the local page, for Slack's HTTP requests, or for the health routes. */
  readonly port: number;
  /** Address to listen on: 127.0.0.1 for this machine only, 0.0.0.0 or :: for every network. */
  readonly host: string;
  /** Folder for everything stored on this machine. */
  readonly dataDir: string;
  readonly logLevel: LogLevel;
  /** Scores 0–1 that replace the engine's own thresholds for "this is" and "is this?". */
  readonly thresholds: { readonly sure?: number; readonly likely?: number };
  readonly trainers: Trainers;
  /** What holds for people with an account until they have answered whether they want to be recognised. */
  readonly consent: ConsentMode;
  /** In days: people who have not been in a photo for so long are forgotten. Undefined: never. */
  readonly keepDays: number | undefined;
  /** In days: how long what is stored of a workspace outlasts its installation, if there are several workspaces. */
  readonly graceDays: number;
  /** Whether photos by people of other organisations, in shared channels, are analysed. */
  readonly externalPhotos: boolean;
  /** How long after the last tag Rollcall trains by itself, in minutes; undefined: only when someone asks. */
  readonly autoTrainMinutes: number | undefined;
  /** Whether Rollcall trains by itself soon after someone was enrolled from a picture of themselves. */
  readonly trainsAfterEnrolment: boolean;
  /** How to reach the operator: a user or channel id, an address, or a few words. */
  readonly helpContact: string | undefined;
}

/** In minutes: what the local workspace does by default, where one person tries things out. */
const LOCAL_AUTO_TRAIN = 3;

function autoTrainMinutes(setting: Environment['ROLLCALL_AUTO_TRAIN'], slack: SlackConfig): number | undefined {
  if (setting === 'off') return undefined;
  return setting ?? (slack.kind === 'local' ? LOCAL_AUTO_TRAIN : undefined);
}

/**
 * Unknown `ROLLCALL_…` settings: misspelt, or from another version. `ROLLCALL_TEST_…` is ignored. Of the other settings, whose names
 * other programs use, too, only the one that Bolt's own examples set.
 */
export function findUnknownSettings(env: Record<string, string | undefined>): string[] {
  const isKnown = (name: string) => Object.hasOwn(environmentSchema.shape, name);
  return Object.keys(env).filter((name) => /^(ROLLCALL_(?!TEST_)|SLACK_STATE_SECRET$)/.test(name) && !isKnown(name));
}

/** What no log line may contain: the key, and the database's password as it is and as it stands in the URL. */
export function localClarifaiSecrets({ key, databaseUrl }: Config['localClarifai']): string[] {
  const { password = '' } = databaseUrl === undefined ? {} : new URL(databaseUrl);
  return [key ?? '', password, decodeURIComponent(password)].filter((secret) => secret !== '');
}

/** The settings for `npm run clarifai:setup`. */
export type SetUpConfig = Omit<Extract<ClarifaiConfig, { kind: 'hosted' }>, 'kind'> & Pick<Config, 'logLevel'>;

/**
 * Reads the settings for creating an application. A key is enough: `me` is Clarifai's name for its owner.
 * @throws ConfigError as {@link loadConfig}.
 */
export function loadSetUpConfig(env: Record<string, string | undefined>): SetUpConfig {
  if (!env['CLARIFAI_PAT']?.trim()) {
    throw new ConfigError(
      'CLARIFAI_PAT is missing. Make a personal access token on Clarifai’s security page and set CLARIFAI_PAT to it.',
    );
  }
  const { clarifai, logLevel } = loadConfig({
    ...env,
    CLARIFAI_USER_ID: env['CLARIFAI_USER_ID']?.trim() || 'me',
    CLARIFAI_APP_ID: env['CLARIFAI_APP_ID']?.trim() || 'rollcall',
  });
  if (clarifai.kind !== 'hosted') throw new Error('A key, a user and an application are always a hosted service');
  const { apiBase, key, userId, appId, requestsPerSecond } = clarifai;
  return { apiBase, key, userId, appId, requestsPerSecond, logLevel };
}

/**
 * Reads Rollcall's settings.
 * @param env usually `process.env`; an empty value counts as not set.
 * @throws ConfigError that lists every problem at once.
 */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = environmentSchema.safeParse(given);
  const problems: string[] = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}.`);
  // Settings that belong together are checked even if another one is malformed, so that one run shows every problem.
  // The result of a malformed one is never returned.
  const settings = (parsed.success ? parsed.data : given) as Environment;
  const report: Report = (variable, text) => problems.push(`${variable}: ${text}`);
  const slack = readSlackConfig(settings, report);
  const clarifai = readClarifaiConfig(settings, slack, report);
  const { ROLLCALL_SURE: sure, ROLLCALL_LIKELY: likely } = settings;
  if (sure !== undefined && likely !== undefined && Number(likely) > Number(sure)) {
    report('ROLLCALL_LIKELY', 'is above ROLLCALL_SURE. Lower it, or raise ROLLCALL_SURE.');
  }
  const { HOST: host } = settings;
  if (slack.kind === 'local' && parsed.success && !LOCAL_HOSTS.includes(host)) {
    report('HOST', 'must be 127.0.0.1 or 0.0.0.0 for the local workspace.');
  }
  if (problems.length > 0) {
    throw new ConfigError(
      `Rollcall can’t start with these settings (.env.example explains each):\n${problems.map((line) => `  ${line}`).join('\n')}`,
    );
  }
  return {
    slack,
    clarifai,
    localClarifai: {
      port: settings.ROLLCALL_CLARIFAI_PORT,
      key: settings.ROLLCALL_LOCAL_CLARIFAI_KEY,
      urls: settings.ROLLCALL_LOCAL_CLARIFAI_URLS,
      workers: settings.ROLLCALL_WORKERS,
      databaseUrl: settings.DATABASE_URL,
      faults: settings.ROLLCALL_LOCAL_CLARIFAI_FAULTS,
    },
    port: settings.PORT,
    host,
    dataDir: settings.ROLLCALL_DATA,
    logLevel: settings.LOG_LEVEL,
    thresholds: { ...(sure === undefined ? {} : { sure }), ...(likely === undefined ? {} : { likely }) },
    trainers: settings.ROLLCALL_TRAINERS,
    consent: settings.ROLLCALL_CONSENT,
    keepDays: settings.ROLLCALL_KEEP_DAYS === 0 ? undefined : settings.ROLLCALL_KEEP_DAYS,
    graceDays: settings.ROLLCALL_GRACE_DAYS,
    externalPhotos: settings.ROLLCALL_EXTERNAL_PHOTOS === 'on',
    autoTrainMinutes: autoTrainMinutes(settings.ROLLCALL_AUTO_TRAIN, slack),
    trainsAfterEnrolment: settings.ROLLCALL_AUTO_TRAIN !== 'off',
    helpContact: settings.ROLLCALL_HELP?.trim(),
  };
}

/** The settings of the bot in each workspace. */
export function workspaceSettings(config: Config) {
  const { thresholds, trainers, consent, keepDays, externalPhotos, helpContact } = config;
  const { autoTrainMinutes, trainsAfterEnrolment } = config;
  return {
    thresholds,
    trainers,
    consent,
    keepDays,
    externalPhotos,
    helpContact,
    autoTrainMinutes,
    trainsAfterEnrolment,
  };
}
