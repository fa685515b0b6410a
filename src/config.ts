import { type Environment, environmentSchema, LOCAL_HOSTS, type Trainers } from './environment.js';
import { UserFacingError } from './errors.js';
import type { Faults } from './local-clarifai/faults/faults.js';
import type { LogLevel } from './log.js';

/** The environment cannot be used; `message` lists every problem, one line each, by variable name and with the remedy. */
export class ConfigError extends UserFacingError {
  override readonly name = 'ConfigError';
}

/** Where the conversation is: a workspace on this machine, or a real one by Socket Mode or by HTTP. */
type SlackConfig =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'socket';
      readonly botToken: string;
      readonly appToken: string;
      readonly apiUrl: string | undefined;
    }
  | {
      readonly kind: 'http';
      readonly botToken: string;
      readonly signingSecret: string;
      readonly apiUrl: string | undefined;
    };

/** Settings of the embedded Clarifai; also read by `npm run local-clarifai`. */
interface LocalClarifaiConfig {
  /** A free port is chosen when undefined. */
  readonly port: number | undefined;
  /** A random key is made and stored in the data folder when undefined. */
  readonly key: string | undefined;
  /** Which addresses an input's `url` may point to. */
  readonly urls: 'public' | 'any';
  /** What goes wrong on purpose, to see how a program takes it. */
  readonly faults: Faults;
  /** Threads that look at pictures, each with a copy of the networks in memory. */
  readonly workers: number;
}

/** Who recognises faces: the engine on this machine, or a server that speaks Clarifai's API. */
type ClarifaiConfig =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'hosted';
      readonly apiBase: string;
      readonly key: string;
      readonly userId: string;
      readonly appId: string;
      /** What the account's plan allows; Clarifai's default for every account when undefined. */
      readonly requestsPerSecond: number | undefined;
    };

/** Everything Rollcall reads from the environment, grouped by who uses it. */
export interface Config {
  readonly slack: SlackConfig;
  readonly clarifai: ClarifaiConfig;
  readonly localClarifai: LocalClarifaiConfig;
  /** Port of the local page, of Slack's HTTP requests, or of the health routes. */
  readonly port: number;
  /** Address to listen on there: 127.0.0.1 for this machine only, 0.0.0.0 or :: for every network it is in. */
  readonly host: string;
  /** Folder of everything stored on this machine. */
  readonly dataDir: string;
  readonly logLevel: LogLevel;
  /** Scores 0–1 that replace the engine's own thresholds for "this is" and "is this?". */
  readonly thresholds: { readonly sure?: number; readonly likely?: number };
  readonly trainers: Trainers;
  /** How to reach the operator: a user or channel id, an address, or a few words. */
  readonly helpContact: string | undefined;
}

/** One line of a {@link ConfigError}. */
const problem = (variable: keyof Environment, text: string): string => `${variable}: ${text}`;

function slackConfig(env: Environment, problems: string[]): SlackConfig {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = env;
  const apiUrl = env.SLACK_API_URL;
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
  // Socket Mode wins when both are there: it needs no public address, so it works wherever the other does.
  if (appToken !== undefined) return { kind: 'socket', botToken, appToken, apiUrl };
  if (signingSecret !== undefined) return { kind: 'http', botToken, signingSecret, apiUrl };
  problems.push(
    problem(
      'SLACK_APP_TOKEN',
      'is missing. With SLACK_BOT_TOKEN, set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.',
    ),
  );
  return { kind: 'local' };
}

function clarifaiConfig(env: Environment, problems: string[]): ClarifaiConfig {
  const { CLARIFAI_PAT: key, CLARIFAI_USER_ID: userId, CLARIFAI_APP_ID: appId, CLARIFAI_API_BASE: apiBase } = env;
  if (key !== undefined && userId !== undefined && appId !== undefined) {
    const requestsPerSecond = env.CLARIFAI_REQUESTS_PER_SECOND;
    return { kind: 'hosted', apiBase: apiBase ?? 'https://api.clarifai.com', key, userId, appId, requestsPerSecond };
  }
  const needed = ['CLARIFAI_PAT', 'CLARIFAI_USER_ID', 'CLARIFAI_APP_ID'] as const;
  const given = [...needed, 'CLARIFAI_API_BASE' as const].filter((name) => env[name] !== undefined);
  if (given.length > 0) {
    for (const name of needed) {
      if (env[name] === undefined) {
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

/** The settings named `ROLLCALL_…` that mean nothing: misspelt, or of another version. Those of the tests are not looked at. */
export function findUnknownSettings(env: Record<string, string | undefined>): string[] {
  const isKnown = (name: string) => Object.hasOwn(environmentSchema.shape, name);
  return Object.keys(env).filter((name) => /^ROLLCALL_(?!TEST_)/.test(name) && !isKnown(name));
}

/** What `npm run clarifai:setup` works with. */
export type SetUpConfig = Omit<Extract<ClarifaiConfig, { kind: 'hosted' }>, 'kind'> & Pick<Config, 'logLevel'>;

/**
 * Reads the settings for making an application: a key is enough. `me` is Clarifai's name for the owner of the key.
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
  // Settings that belong together are looked at even when another one is malformed, so that one run shows everything;
  // what comes of a malformed one is never returned, as there is a problem then.
  const settings = (parsed.success ? parsed.data : given) as Environment;
  const slack = slackConfig(settings, problems);
  const clarifai = clarifaiConfig(settings, problems);
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
      faults: settings.ROLLCALL_LOCAL_CLARIFAI_FAULTS,
    },
    port: settings.PORT,
    host,
    dataDir: settings.ROLLCALL_DATA,
    logLevel: settings.LOG_LEVEL,
    thresholds: { ...(sure === undefined ? {} : { sure }), ...(likely === undefined ? {} : { likely }) },
    trainers: settings.ROLLCALL_TRAINERS,
    helpContact: settings.ROLLCALL_HELP?.trim(),
  };
}
