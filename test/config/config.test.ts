import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { ConfigError, findUnknownSettings, loadConfig, loadSetUpConfig } from '../../src/config/config.js';
import { environmentSchema } from '../../src/config/environment.js';

const bot = { SLACK_BOT_TOKEN: 'xoxb-1' };
const hosted = { CLARIFAI_PAT: 'pat', CLARIFAI_USER_ID: 'user', CLARIFAI_APP_ID: 'app' };

/** What loading these settings complains about, one entry per line. */
function problemsWith(env: Record<string, string>): string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
}

describe('loadConfig', () => {
  it('runs both sides on this machine when nothing is set', () => {
    const config = loadConfig({});
    expect(config.slack).toEqual({ kind: 'local' });
    expect(config.clarifai).toEqual({ kind: 'local' });
    expect(config).toMatchObject({
      port: 3000,
      dataDir: '.rollcall',
      logLevel: 'info',
      thresholds: {},
      trainers: 'everyone',
      externalPhotos: false,
    });
    expect(config.localClarifai).toMatchObject({ port: undefined, key: undefined, urls: 'public' });
  });

  it.each(['127.0.0.1', '0.0.0.0', '::', 'localhost'])('listens on HOST %s', (HOST) => {
    expect(loadConfig({ HOST }).host).toBe(HOST);
  });

  it('takes HOST for not set when a shell put the machine’s name there', () => {
    expect(loadConfig({ HOST: hostname() }).host).toBe('127.0.0.1');
  });

  it('refuses a HOST that is no address, or that the bot cannot reach the local workspace at', () => {
    expect(problemsWith({ HOST: 'rollcall.example' })).toEqual([expect.stringMatching(/^HOST: must be an IP address/)]);
    expect(problemsWith({ HOST: '192.0.2.7' })).toEqual([expect.stringMatching(/^HOST: must be 127.0.0.1 or 0.0.0.0/)]);
    expect(loadConfig({ HOST: '192.0.2.7', ...bot, SLACK_SIGNING_SECRET: 's' }).host).toBe('192.0.2.7');
  });

  it('takes an empty value for one that is not set, as in a copied .env.example', () => {
    expect(loadConfig({ SLACK_BOT_TOKEN: '', PORT: ' ', ROLLCALL_SURE: '' })).toEqual(loadConfig({}));
  });

  it.each([
    ['Socket Mode', { ...bot, SLACK_APP_TOKEN: 'xapp-1' }, { kind: 'socket', botToken: 'xoxb-1', appToken: 'xapp-1' }],
    ['HTTP', { ...bot, SLACK_SIGNING_SECRET: 's' }, { kind: 'http', botToken: 'xoxb-1', signingSecret: 's' }],
    [
      'Socket Mode when both are set',
      { ...bot, SLACK_APP_TOKEN: 'xapp-1', SLACK_SIGNING_SECRET: 's' },
      { kind: 'socket' },
    ],
    [
      'another Slack',
      { ...bot, SLACK_APP_TOKEN: 'xapp-1', SLACK_API_URL: 'http://127.0.0.1:9/api/' },
      { apiUrl: 'http://127.0.0.1:9/api/' },
    ],
  ])('chooses %s', (_what, env, expected) => {
    expect(loadConfig(env).slack).toMatchObject(expected);
  });

  it('chooses the two sides independently', () => {
    expect(loadConfig(hosted)).toMatchObject({
      slack: { kind: 'local' },
      clarifai: { kind: 'hosted', apiBase: 'https://api.clarifai.com', key: 'pat', userId: 'user', appId: 'app' },
    });
    expect(loadConfig({ ...hosted, CLARIFAI_API_BASE: 'http://127.0.0.1:18080' }).clarifai).toMatchObject({
      apiBase: 'http://127.0.0.1:18080',
    });
  });

  it.each([
    [{ SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN: is missing while SLACK_APP_TOKEN is set'],
    [{ SLACK_API_URL: 'http://127.0.0.1:9/' }, 'SLACK_BOT_TOKEN: is missing while SLACK_API_URL is set'],
    [bot, 'SLACK_APP_TOKEN: is missing'],
    [{ SLACK_BOT_TOKEN: 'xoxp-1', SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN: must start with xoxb-'],
    [{ ...bot, SLACK_APP_TOKEN: 'xoxb-2' }, 'SLACK_APP_TOKEN: must start with xapp-'],
    [
      {
        SLACK_BOT_TOKEN: 'xoxe.xoxb-1',
        SLACK_APP_TOKEN: 'xapp-1',
        SLACK_CLIENT_ID: 'id',
        SLACK_REFRESH_TOKEN: 'xoxe-1',
      },
      'SLACK_CLIENT_SECRET: is missing. This bot token expires',
    ],
    [
      { ...bot, SLACK_APP_TOKEN: 'xapp-1', SLACK_REFRESH_TOKEN: 'xoxe-1' },
      'SLACK_REFRESH_TOKEN: needs a bot token that starts with xoxe.xoxb-',
    ],
    [
      { ...bot, SLACK_APP_TOKEN: 'xapp-1', SLACK_REFRESH_TOKEN: 'xoxb-1' },
      'SLACK_REFRESH_TOKEN: must start with xoxe-',
    ],
    [{ CLARIFAI_PAT: 'pat' }, 'CLARIFAI_USER_ID: is missing while CLARIFAI_PAT is set'],
    [{ CLARIFAI_API_BASE: 'http://127.0.0.1:9' }, 'CLARIFAI_PAT: is missing while CLARIFAI_API_BASE is set'],
    [{ DATABASE_URL: 'mysql://127.0.0.1/rollcall' }, 'DATABASE_URL: must be a URL that starts with postgres://'],
    [{ DATABASE_URL: 'rollcall' }, 'DATABASE_URL: must be a URL that starts with postgres://'],
    [
      { ...hosted, CLARIFAI_API_BASE: 'http://10.0.0.5,10.0.0.6' },
      'CLARIFAI_API_BASE: must be a URL that starts with http',
    ],
    [{ ...hosted, CLARIFAI_API_BASE: 'api.clarifai.com' }, 'CLARIFAI_API_BASE: must be a URL that starts with http'],
    [{ PORT: 'three' }, 'PORT: must be a port number'],
    [{ PORT: '70000' }, 'PORT: must be between 1 and 65535'],
    [{ ROLLCALL_CLARIFAI_PORT: '0' }, 'ROLLCALL_CLARIFAI_PORT: must be between 1 and 65535'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL: must be debug, info, warn or error'],
    [{ ROLLCALL_SURE: '90' }, 'ROLLCALL_SURE: must be at most 1'],
    [{ ROLLCALL_SURE: '0.5', ROLLCALL_LIKELY: '0.8' }, 'ROLLCALL_LIKELY: is above ROLLCALL_SURE'],
    [{ ROLLCALL_WORKERS: '0' }, 'ROLLCALL_WORKERS: must be at least 1'],
    [{ ROLLCALL_LOCAL_CLARIFAI_URLS: 'all' }, 'ROLLCALL_LOCAL_CLARIFAI_URLS: must be public or any'],
    [{ ...hosted, CLARIFAI_REQUESTS_PER_SECOND: '0' }, 'CLARIFAI_REQUESTS_PER_SECOND: must be at least 0.1'],
    [{ ...hosted, CLARIFAI_REQUESTS_PER_SECOND: 'many' }, 'CLARIFAI_REQUESTS_PER_SECOND: must be a number of requests'],
    [{ ROLLCALL_LOCAL_CLARIFAI_FAULTS: 'mixed' }, 'cannot use “mixed”; write it like mixed=2.'],
    [
      { ROLLCALL_LOCAL_CLARIFAI_FAULTS: 'gremlins' },
      'ROLLCALL_LOCAL_CLARIFAI_FAULTS: does not know “gremlins”, only slow',
    ],
    [{ ROLLCALL_LOCAL_CLARIFAI_KEY: 'short' }, 'ROLLCALL_LOCAL_CLARIFAI_KEY: must have at least 8 characters'],
  ])('explains %j', (env, expected) => {
    expect(problemsWith(env)).toContainEqual(expect.stringContaining(expected));
  });

  it('lists every problem at once, those of settings that belong together too', () => {
    const problems = problemsWith({ PORT: 'x', LOG_LEVEL: 'y', SLACK_APP_TOKEN: 'xapp-1', CLARIFAI_PAT: 'pat' });
    expect(problems.map((line) => line.split(':')[0])).toEqual([
      'PORT',
      'LOG_LEVEL',
      'SLACK_BOT_TOKEN',
      'CLARIFAI_USER_ID',
      'CLARIFAI_APP_ID',
    ]);
  });

  it('says of a malformed token only that it is malformed', () => {
    expect(problemsWith({ SLACK_BOT_TOKEN: 'xoxp-1', SLACK_APP_TOKEN: 'xapp-1' })).toHaveLength(1);
  });

  it('never repeats a secret in what it says', () => {
    expect(problemsWith({ SLACK_BOT_TOKEN: 'secret-token', CLARIFAI_PAT: 'secret-pat' }).join()).not.toMatch(/secret-/);
  });
});

it('reads faults and the rate as they are written', () => {
  const config = loadConfig({
    ...hosted,
    CLARIFAI_REQUESTS_PER_SECOND: '60',
    ROLLCALL_LOCAL_CLARIFAI_FAULTS: 'mixed=2, per-picture',
  });
  expect(config.clarifai).toMatchObject({ requestsPerSecond: 60 });
  expect(config.localClarifai.faults).toEqual({ mixed: 2, perPicture: true });
  expect(loadConfig(hosted).clarifai).toMatchObject({ requestsPerSecond: undefined });
  expect(loadConfig({}).localClarifai.faults).toEqual({});
});

describe('making a Clarifai application', () => {
  it('needs a key, and works for the account that has it', () => {
    expect(loadSetUpConfig({ CLARIFAI_PAT: 'pat' })).toMatchObject({ key: 'pat', userId: 'me', appId: 'rollcall' });
    expect(loadSetUpConfig({ ...hosted, CLARIFAI_API_BASE: 'http://127.0.0.1:9' })).toMatchObject({
      apiBase: 'http://127.0.0.1:9',
      userId: 'user',
      appId: 'app',
    });
  });

  it('says what to do without one', () => {
    expect(() => loadSetUpConfig({ CLARIFAI_PAT: ' ' })).toThrow(
      /CLARIFAI_PAT is missing\. Make a personal access token/,
    );
  });
});

describe('.env.example', () => {
  it('names every setting there is, and no other', () => {
    const documented = [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]);
    expect(documented.sort()).toEqual(Object.keys(environmentSchema.shape).sort());
  });
});

describe('ROLLCALL_TRAINERS', () => {
  it.each([
    ['everyone', 'everyone'],
    [' admins ', 'admins'],
    ['U012AB3CD', ['U012AB3CD']],
    ['U012AB3CD, W045EF6GH', ['U012AB3CD', 'W045EF6GH']],
  ])('%j', (value, expected) => {
    expect(loadConfig({ ROLLCALL_TRAINERS: value }).trainers).toEqual(expected);
  });

  it.each(['ada', '@ada', 'admins,U012AB3CD', 'everybody', ','])('refuses %j and says what it may be', (value) => {
    expect(problemsWith({ ROLLCALL_TRAINERS: value })).toEqual([
      expect.stringMatching(/^ROLLCALL_TRAINERS: must be everyone, admins, or Slack user ids/),
    ]);
  });
});

describe('ROLLCALL_AUTO_TRAIN', () => {
  const real = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };

  it('is on in the local workspace and off in a real one, unless it is set', () => {
    expect(loadConfig({}).autoTrainMinutes).toBe(3);
    expect(loadConfig({ ROLLCALL_AUTO_TRAIN: 'off' }).autoTrainMinutes).toBeUndefined();
    expect(loadConfig(real).autoTrainMinutes).toBeUndefined();
    expect(loadConfig({ ...real, ROLLCALL_AUTO_TRAIN: '10' }).autoTrainMinutes).toBe(10);
  });

  it.each(['on', '0', '1441', 'five'])('refuses %j and says what it may be', (value) => {
    expect(problemsWith({ ROLLCALL_AUTO_TRAIN: value })).toEqual([
      'ROLLCALL_AUTO_TRAIN: must be off, or a number of minutes from 1 to 1440.',
    ]);
  });
});

describe('ROLLCALL_HELP', () => {
  it('is taken as it is, and not at all when it is empty', () => {
    expect(loadConfig({ ROLLCALL_HELP: ' the IT desk, extension 12 ' }).helpContact).toBe('the IT desk, extension 12');
    expect(loadConfig({ ROLLCALL_HELP: ' ' }).helpContact).toBeUndefined();
  });

  it('refuses what would fill a page', () => {
    expect(problemsWith({ ROLLCALL_HELP: 'x'.repeat(201) })).toEqual([
      'ROLLCALL_HELP: must be at most 200 characters.',
    ]);
  });
});

it('settings of Rollcall that do not exist are found, those of its tests are not looked at', () => {
  const env = { ROLLCALL_WORKRES: '2', ROLLCALL_WORKERS: '2', ROLLCALL_TEST_PICTURES: '9', PATH: '/bin' };
  expect(findUnknownSettings(env)).toEqual(['ROLLCALL_WORKRES']);
});

it('a setting that Bolt’s own examples have for several workspaces is found, too', () => {
  expect(findUnknownSettings({ SLACK_STATE_SECRET: 'x', SLACK_CLIENT_ID: 'x' })).toEqual(['SLACK_STATE_SECRET']);
});

describe('several workspaces', () => {
  const several = { SLACK_CLIENT_ID: 'id', SLACK_CLIENT_SECRET: 'secret' };

  it('are served if the app’s id and secret are set instead of a bot token, in either mode', () => {
    const app = { kind: 'several', clientId: 'id', clientSecret: 'secret' };
    const socket = loadConfig({ ...several, SLACK_APP_TOKEN: 'xapp-1' });
    expect(socket.slack).toMatchObject({ ...app, transport: { kind: 'socket', appToken: 'xapp-1' } });
    expect(socket).toMatchObject({ clarifai: { kind: 'local' }, graceDays: 30 });
    const http = loadConfig({ ...several, SLACK_SIGNING_SECRET: 's', ROLLCALL_GRACE_DAYS: '0' });
    expect(http.slack).toMatchObject({ ...app, transport: { kind: 'http', signingSecret: 's' } });
    expect(http.graceDays).toBe(0);
  });

  it('need no application, but the beginning of its id can be set', () => {
    const clarifai = { CLARIFAI_PAT: 'pat', CLARIFAI_USER_ID: 'user', SLACK_APP_TOKEN: 'xapp-1' };
    expect(loadConfig({ ...several, ...clarifai }).clarifai).toMatchObject({ kind: 'hosted', appId: 'rollcall' });
    expect(problemsWith({ ...several, ...clarifai, CLARIFAI_APP_ID: 'a-name-that-is-too-long' })).toEqual([
      expect.stringMatching(/^CLARIFAI_APP_ID: must be 1 to 16 small letters/),
    ]);
  });

  it('need every one of their settings, and say which is missing', () => {
    expect(problemsWith({ SLACK_CLIENT_ID: 'id' })).toEqual([
      expect.stringMatching(/^SLACK_CLIENT_SECRET: is missing/),
      expect.stringMatching(/^SLACK_APP_TOKEN: is missing/),
    ]);
  });
});
