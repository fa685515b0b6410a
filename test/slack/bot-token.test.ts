import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BotToken, createBotToken } from '../../src/slack/bot-token.js';
import { createClients } from '../../src/slack/clients.js';
import { createBoltLogger, type SlackConnection } from '../../src/slack/connection.js';

const HOURS = 60 * 60_000;

let folder: string;
let file: string;
let server: Server;
let apiUrl: string;
/** The refresh token that Slack accepts next. Each works once. */
let nextRefreshToken: string;
/** The refresh tokens that were used, in order. */
let used: string[];
/** Bearer tokens of the calls to `auth.test`, in order. */
let callers: string[];
let time: number;
let logged: string[];
let tokens: BotToken[];

const line = (level: string) => (text: string) => void logged.push(`${level}: ${text}`);
const log = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };

/** Slack, which renews tokens, and accepts only the newest. */
function answer(path: string, form: URLSearchParams, authorization = ''): unknown {
  const bearer = authorization.replace('Bearer ', '') || (form.get('token') ?? '');
  if (path === '/api/auth.test') {
    callers.push(bearer);
    return bearer === `xoxe.xoxb-${used.length}` ? { ok: true } : { ok: false, error: 'token_expired' };
  }
  const refreshToken = form.get('refresh_token') ?? '';
  if (form.get('client_secret') !== 'client-secret') return { ok: false, error: 'bad_client_secret' };
  if (form.get('grant_type') !== 'refresh_token' || refreshToken !== nextRefreshToken) {
    return { ok: false, error: 'invalid_refresh_token' };
  }
  used.push(refreshToken);
  nextRefreshToken = `xoxe-1-${used.length}`;
  return {
    ok: true,
    access_token: `xoxe.xoxb-${used.length}`,
    refresh_token: nextRefreshToken,
    expires_in: 12 * 60 * 60,
    token_type: 'bot',
  };
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
  file = join(folder, 'data', 'slack-token.json');
  nextRefreshToken = 'xoxe-1-first';
  [used, callers, logged, tokens] = [[], [], [], []];
  time = Date.UTC(2026, 0, 1);
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer(request.url ?? '', new URLSearchParams(body), request.headers.authorization)));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
});
afterEach(async () => {
  for (const token of tokens) token.stop();
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true });
});

function connection(refreshToken = 'xoxe-1-first', clientSecret = 'client-secret'): SlackConnection {
  const rotation = { refreshToken, clientId: 'client-id', clientSecret, file };
  return { kind: 'socket', botToken: 'xoxe.xoxb-0', appToken: 'xapp-1', apiUrl, rotation };
}

/** A token as after a start of Rollcall. */
function create(slack = connection()): BotToken {
  const token = createBotToken(slack, { log, now: () => time });
  tokens.push(token);
  return token;
}

describe('a bot token that does not expire', () => {
  it('is the one of the settings', async () => {
    const token = create({ kind: 'socket', botToken: 'xoxb-1', appToken: 'xapp-1', apiUrl });
    await token.start();
    expect([token.current(), await token.renew('xoxb-1'), token.current()]).toEqual(['xoxb-1', false, 'xoxb-1']);
    expect(used).toEqual([]);
  });
});

describe('a bot token that expires', () => {
  it('is renewed at the first start, because nothing says how long it is valid', async () => {
    const token = create();
    await token.start();
    expect(token.current()).toBe('xoxe.xoxb-1');
  });

  it('is stored with its refresh token, which works once, for the owner of the folder only', async () => {
    await create().start();
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      accessToken: 'xoxe.xoxb-1',
      refreshToken: 'xoxe-1-1',
      expiresAt: time + 12 * HOURS,
    });
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is used again after a restart, while it is valid for two more hours', async () => {
    await create().start();
    time += 9 * HOURS;
    const restarted = create();
    await restarted.start();
    expect([restarted.current(), used]).toEqual(['xoxe.xoxb-1', ['xoxe-1-first']]);
  });

  it('is renewed with the newest refresh token after a restart that comes later', async () => {
    await create().start();
    time += 11 * HOURS;
    const restarted = create();
    await restarted.start();
    expect([restarted.current(), used]).toEqual(['xoxe.xoxb-2', ['xoxe-1-first', 'xoxe-1-1']]);
  });

  it('gives way to new tokens in the settings', async () => {
    await create().start();
    nextRefreshToken = 'xoxe-1-reinstalled';
    const restarted = create(connection('xoxe-1-reinstalled'));
    await restarted.start();
    expect(used).toEqual(['xoxe-1-first', 'xoxe-1-reinstalled']);
  });

  it('is renewed once, however many ask at the same time', async () => {
    const token = create();
    await token.start();
    time += 13 * HOURS;
    expect(await Promise.all(['xoxe.xoxb-1', 'xoxe.xoxb-1', 'xoxe.xoxb-1'].map(token.renew))).toEqual([
      true,
      true,
      true,
    ]);
    // A refusal that arrives later is about the token before.
    expect(await token.renew('xoxe.xoxb-1')).toBe(true);
    expect(used).toHaveLength(2);
  });

  it('is renewed when Slack refuses it, even if it should still be valid', async () => {
    const token = create();
    await token.start();
    expect([await token.renew('xoxe.xoxb-1'), token.current()]).toEqual([true, 'xoxe.xoxb-2']);
  });

  it('is taken from the folder if another process has renewed it', async () => {
    const [one, other] = [create(), create()];
    await one.start();
    await other.start();
    time += 11 * HOURS;
    await one.renew('xoxe.xoxb-1');
    await other.renew('xoxe.xoxb-1');
    expect([one.current(), other.current(), used.length]).toEqual(['xoxe.xoxb-2', 'xoxe.xoxb-2', 2]);
  });

  it('stops the start if Slack refuses, with what to do', async () => {
    await expect(create(connection('xoxe-1-first', 'wrong')).start()).rejects.toThrow(
      'Slack refuses to renew the bot token (bad_client_secret). Check SLACK_CLIENT_ID and SLACK_CLIENT_SECRET',
    );
  });

  it('says what to do if Slack refuses later, and never logs a token', async () => {
    const token = create();
    await token.start();
    nextRefreshToken = 'revoked';
    time += 11 * HOURS;
    expect(await token.renew('xoxe.xoxb-1')).toBe(false);
    expect(logged).toEqual([expect.stringMatching(/^error: Slack refuses to renew .*\(invalid_refresh_token\).*anew/)]);
    expect(logged.join()).not.toMatch(/xoxe/);
  });

  it('replaces a stored file that can’t be read', async () => {
    await create().start();
    await writeFile(file, 'not JSON: xoxe-1-1');
    nextRefreshToken = 'xoxe-1-first';
    await create().start();
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ accessToken: 'xoxe.xoxb-2' });
    expect(logged).toEqual(['warn: The stored bot token can’t be read. The one in the settings is used.']);
  });

  it('works on, and says so, if it can’t be stored', async () => {
    await writeFile(join(folder, 'data'), 'a file where the folder should be');
    const token = create();
    await token.start();
    expect(token.current()).toBe('xoxe.xoxb-1');
    expect(logged.at(-1)).toMatch(/^error: The new bot token can’t be stored.*Make ROLLCALL_DATA writable/);
  });
});

describe('a call with a token that has expired', () => {
  it('is made again with a new one', async () => {
    const slack = connection();
    const token = create(slack);
    await token.start();
    const outcomes: string[] = [];
    const clients = createClients(slack, {
      botToken: token,
      logger: createBoltLogger(log),
      sleep: async () => {},
      backgroundSleep: async () => {},
      throwIfClosing: () => {},
      now: () => time,
      afterCall: (method, error) => outcomes.push(`${method}: ${error === undefined ? 'ok' : 'failed'}`),
    });
    await clients.slack.auth.test();
    // The machine slept: the token expired, and no timer ran.
    time += 13 * HOURS;
    used.push('by someone else');
    nextRefreshToken = 'xoxe-1-1';
    await clients.slackForPosts.auth.test();
    expect(callers).toEqual(['xoxe.xoxb-1', 'xoxe.xoxb-1', 'xoxe.xoxb-3']);
    expect(outcomes).toEqual(['auth.test: ok', 'auth.test: ok']);
  });
});
