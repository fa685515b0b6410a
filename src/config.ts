import { type Environment, environmentSchema, LOCAL_HOSTS, type Trainers } from './environment.js';
import { UserFacingError } from './errors.js';
import type { ConsentMode } from './faces/model.js';
import type { Faults } from './local-clarifai/faults/faults.js';
import type { LogLevel } from './log.js';
import type { TokenRotation } from './slack/connection.js';

/** The environment is invalid. `message` lists every problem on a line of its own: the variable and how to fix it. */
export class ConfigError extends UserFacingError {
  override readonly name = 'ConfigError';
}

/** What renews a bot token that expires. */
type RotationConfig = Omit<TokenRotation, 'file'>;

/** The workspace: a local one on this machine, or a real one by Socket Mode or HTTP. */
type SlackConfig =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'socket';
      readonly botToken: string;
      readonly rotation: RotationConfig | undefined;
      readonly appToken: string;
      readonly apiUrl: string | undefined;
    }
  | {
      readonly kind: 'http';
      readonly botToken: string;
      readonly rotation: RotationConfig | undefined;
      readonly signingSecret: string;
      readonly apiUrl: string | undefined;
    }
  | SeveralWorkspaces;

/** Every workspace that adds the app (“Add to Slack”). */
export interface SeveralWorkspaces {
  readonly kind: 'several';
  readonly clientId: string;
  readonly clientSecret: string;
  readonly transport:
    | { readonly kind: 'socket'; readonly appToken: string }
    | { readonly kind: 'http'; readonly signingSecret: string };
  readonly apiUrl: string | undefined;
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

/** The face service: the engine on this machine, or a server that speaks Clarifai's API. */
type ClarifaiConfig =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'hosted';
      readonly apiBase: string;
      readonly key: string;
      readonly userId: string;
      readonly appId: string;
      /** The rate limit of the account's plan. Undefined: Clarifai's default. */
      readonly requestsPerSecond: number | undefined;
    };

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

/** One line of a {@link ConfigError}. */
const problem = (variable: keyof Environment, text: string): string => `${variable}: ${text}`;

function slackConfig(env: Environment, problems: string[]): SlackConfig {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = env;
  const apiUrl = env.SLACK_API_URL;
  if (botToken === undefined && (env.SLACK_CLIENT_ID !== undefined || env.SLACK_CLIENT_SECRET !== undefined)) {
    return severalWorkspaces(env, problems);
  }
  if (botToken === undefined) {
    for (const name of ['SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_API_URL'] as const) {
      if (env[name] !== undefined) {
        problems.push(
          problem('SLACK_BOT_TOKEN', `is missing while ${name} is set. Set both, or neither for local Slack.`),
        );
        break;
      }
    }
    return { kind: 'local' };
  }
  const rotation = rotationConfig(env, problems);
  // With both, use Socket Mode: it needs no public address, so it works anywhere that HTTP does.
  if (appToken !== undefined) return { kind: 'socket', botToken, rotation, appToken, apiUrl };
  if (signingSecret !== undefined) return { kind: 'http', botToken, rotation, signingSecret, apiUrl };
  problems.push(
    problem(
      'SLACK_APP_TOKEN',
      'is missing. With SLACK_BOT_TOKEN, set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.',
    ),
  );
  return { kind: 'local' };
}

function severalWorkspaces(env: Environment, problems: string[]): SlackConfig {
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret, SLACK_API_URL: apiUrl } = env;
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = env;
  const needed = 'For several workspaces, set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET; for one, set SLACK_BOT_TOKEN.';
  if (clientId === undefined) problems.push(problem('SLACK_CLIENT_ID', `is missing. ${needed}`));
  if (clientSecret === undefined) problems.push(problem('SLACK_CLIENT_SECRET', `is missing. ${needed}`));
  if (env.SLACK_REFRESH_TOKEN !== undefined) {
    problems.push(
      problem('SLACK_REFRESH_TOKEN', 'belongs to SLACK_BOT_TOKEN, and is not needed for several workspaces.'),
    );
  }
  const transport =
    appToken !== undefined
      ? ({ kind: 'socket', appToken } as const)
      : signingSecret !== undefined
        ? ({ kind: 'http', signingSecret } as const)
        : undefined;
  if (transport === undefined) {
    problems.push(
      problem('SLACK_APP_TOKEN', 'is missing. Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.'),
    );
  }
  if (clientId === undefined || clientSecret === undefined || transport === undefined) return { kind: 'local' };
  return { kind: 'several', clientId, clientSecret, transport, apiUrl };
}

/** A token that expires needs all three settings; another one takes none of them. */
function rotationConfig(env: Environment, problems: string[]): RotationConfig | undefined {
  const names = ['SLACK_REFRESH_TOKEN', 'SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET'] as const;
  const { SLACK_REFRESH_TOKEN: refreshToken, SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret } = env;
  if (env.SLACK_BOT_TOKEN?.startsWith('xoxe.') !== true) {
    if (refreshToken !== undefined) {
      problems.push(
        problem('SLACK_REFRESH_TOKEN', 'needs a bot token that starts with xoxe.xoxb-. Copy both again, or remove it.'),
      );
    }
    return undefined;
  }
  if (refreshToken !== undefined && clientId !== undefined && clientSecret !== undefined) {
    return { refreshToken, clientId, clientSecret };
  }
  const missing = names.filter((name) => env[name] === undefined);
  for (const name of missing) {
    problems.push(
      problem(name, `is missing. This bot token expires, so Rollcall must renew it: set ${names.join(', ')}.`),
    );
  }
  return undefined;
}

function clarifaiConfig(env: Environment, slack: SlackConfig, problems: string[]): ClarifaiConfig {
  const { CLARIFAI_PAT: key, CLARIFAI_USER_ID: userId, CLARIFAI_API_BASE: apiBase } = env;
  const isSeveral = slack.kind === 'several';
  const appId = env.CLARIFAI_APP_ID ?? (isSeveral && key !== undefined ? DEFAULT_APP_ID_START : undefined);
  if (isSeveral && appId !== undefined && !/^[a-z0-9-]{1,16}$/.test(appId)) {
    problems.push(
      problem(
        'CLARIFAI_APP_ID',
        'must be 1 to 16 small letters, digits and hyphens: it begins the ids of all workspaces.',
      ),
    );
  }
  if (key !== undefined && userId !== undefined && appId !== undefined) {
    const requestsPerSecond = env.CLARIFAI_REQUESTS_PER_SECOND;
    return { kind: 'hosted', apiBase: apiBase ?? 'https://api.clarifai.com', key, userId, appId, requestsPerSecond };
  }
  const needed = ['CLARIFAI_PAT', 'CLARIFAI_USER_ID', 'CLARIFAI_APP_ID'] as const;
  const given = [...needed, 'CLARIFAI_API_BASE' as const].filter((name) => env[name] !== undefined);
  if (given.length > 0) {
    for (const name of needed) {
      if (env[name] === undefined && !(isSeveral && name === 'CLARIFAI_APP_ID')) {
        problems.push(
          problem(
            name,
            `is missing while ${given[0]} is set. Set ${needed.join(', ')}, or none of them for local Clarifai.`,
          ),
        );
      }
    }
  }
  return { kind: 'local' };
}

/** What the ids of the applications of several workspaces begin with. */
const DEFAULT_APP_ID_START = 'rollcall';

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
  const slack = slackConfig(settings, problems);
  const clarifai = clarifaiConfig(settings, slack, problems);
  const { ROLLCALL_SURE: sure, ROLLCALL_LIKELY: likely } = settings;
  if (sure !== undefined && likely !== undefined && Number(likely) > Number(sure)) {
    problems.push(problem('ROLLCALL_LIKELY', 'is above ROLLCALL_SURE. Lower it, or raise ROLLCALL_SURE.'));
  }
  const { HOST: host } = settings;
  if (slack.kind === 'local' && parsed.success && !LOCAL_HOSTS.includes(host)) {
    problems.push(problem('HOST', 'must be 127.0.0.1 or 0.0.0.0 for the local workspace.'));
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
