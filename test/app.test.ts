import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildApp, type RollcallApp } from '../src/app.js';
import { SAME_AS_ACTION } from '../src/views/person-modal.js';
import { startBot } from './support/bot.js';
import { createFakeRecognizer, fakeFace } from './support/fake-recognizer.js';
import { freePort } from './support/rollcall-process.js';
import { createFakeSlack } from './support/slack/fake-slack.js';
import { menuQuery, slashCommand } from './support/slack/payloads.js';
import { startNock } from './support/start-nock.js';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const SECRET = 'a signing secret';

describe('over HTTP', () => {
  let app: RollcallApp;
  let address: string;
  let slack: ReturnType<typeof createServer>;
  let tokenAnswer: Record<string, unknown>;
  let logged: string[];

  beforeEach(async () => {
    startNock();
    nock.enableNetConnect('127.0.0.1');
    tokenAnswer = { ok: true, user_id: 'UBOT', bot_id: 'BBOT', team_id: 'T1' };
    logged = [];
    slack = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(tokenAnswer));
    });
    await new Promise<void>((resolve) => slack.listen(0, '127.0.0.1', resolve));
    const port = await freePort();
    address = `http://127.0.0.1:${port}`;
    app = buildApp({
      slack: {
        kind: 'http',
        botToken: 'xoxb-test',
        signingSecret: SECRET,
        port,
        apiUrl: `http://127.0.0.1:${(slack.address() as AddressInfo).port}/api`,
      },
      recognizer: createFakeRecognizer(),
      log: { ...silent, info: (line) => void logged.push(line), error: (line) => void logged.push(line) },
    });
    await app.start();
  });

  afterEach(async () => {
    await app.stop();
    slack.closeAllConnections();
    await new Promise((resolve) => slack.close(resolve));
  });

  interface Signing {
    readonly secret?: string;
    readonly secondsAgo?: number;
    readonly at?: number;
  }

  const command = (text: string, options?: Signing) =>
    send(new URLSearchParams({ ...(slashCommand(text) as Record<string, string>) }), options);

  function send(form: URLSearchParams, options: Signing = {}): Promise<Response> {
    const body = form.toString();
    const timestamp = String((options.at ?? Math.floor(Date.now() / 1000)) - (options.secondsAgo ?? 0));
    const signature = createHmac('sha256', options.secret ?? SECRET)
      .update(`v0:${timestamp}:${body}`)
      .digest('hex');
    return fetch(`${address}/slack/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
      },
      body,
    });
  }

  it('answers what Slack signed', async () => {
    const response = await command('help');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ response_type: 'ephemeral' });
  });

  it.each([
    ['was signed by someone else', { secret: 'another secret' }],
    ['is ten minutes old', { secondsAgo: 600 }],
    ['is from an hour ahead', { secondsAgo: -3600 }],
  ])('refuses what %s', async (_what, options) => {
    expect((await command('help', options)).status).toBe(401);
  });

  it('refuses a repeated request, but not a new one that says the same', async () => {
    const at = Math.floor(Date.now() / 1000);
    expect((await command('help', { at })).status).toBe(200);
    const replayed = await command('help', { at });
    expect(replayed.status).toBe(401);
    expect(replayed.headers.get('x-slack-no-retry')).toBe('1');
    expect((await command('help', { at, secondsAgo: 60 })).status).toBe(200);
  });

  it('answers the same menu query as often as Slack sends it within a second', async () => {
    const at = Math.floor(Date.now() / 1000);
    const query = menuQuery({ action_id: SAME_AS_ACTION, block_id: 'same-as', value: 'a' });
    const ask = () => send(new URLSearchParams({ payload: JSON.stringify(query) }), { at });
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
  });

  it('says that it runs and that it is ready', async () => {
    const alive = await fetch(`${address}/healthz`);
    expect([alive.status, await alive.json()]).toEqual([200, { ok: true }]);
    const ready = await fetch(`${address}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { ok: true, token: true, faces: true }]);
  });

  it('counts its calls for a monitoring system', async () => {
    const metrics = await fetch(`${address}/metrics`);
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await metrics.text()).toMatch(/rollcall_calls_total{service="slack",method="auth.test",result="ok"} [1-9]/);
  });

  it('is not ready when Slack has revoked the token, and says what to do', async () => {
    tokenAnswer = { ok: false, error: 'token_revoked' };
    const ready = await fetch(`${address}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([503, { ok: false, token: false, faces: true }]);
    expect(logged).toContain(
      'Slack refuses SLACK_BOT_TOKEN (token_revoked). It was revoked. Install the app again, copy the new token and restart Rollcall.',
    );
  });

  it('lets the port go when it stops', async () => {
    await app.stop();
    await expect(fetch(`${address}/healthz`)).rejects.toThrow();
    await app.start();
  });
});

describe('starting', () => {
  it('rejects, and does not end the process, when Slack refuses the token', async () => {
    const api = createFakeSlack();
    api.fail('auth.test', 'invalid_auth');
    const app = buildApp({
      slack: { kind: 'socket', botToken: 'xoxb-wrong', appToken: 'xapp-1' },
      recognizer: createFakeRecognizer(),
      log: silent,
    });
    await expect(app.start()).rejects.toThrow('invalid_auth');
    api.close();
  });
});

describe('stopping', () => {
  const recognizer = () => createFakeRecognizer({ faces: { 'slack-f0000000a': [fakeFace('one', 0.1)] } });

  it('lets running work finish', async () => {
    const bot = await startBot({ recognizer: recognizer() });
    let finish = () => {};
    bot.recognizer.before(
      'photos.add',
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    const work = bot.post();
    await expect.poll(() => bot.recognizer.calls).toContain('photos.add');
    const stopped = bot.app.stop();
    finish();
    await stopped;
    expect(bot.slack.ownMessages()).toHaveLength(1);
    await work;
    bot.slack.close();
  });

  it('leaves a photo that takes longer than the limit to the next start, and tells no one', async () => {
    const bot = await startBot({ drainMs: 20, recognizer: recognizer() });
    bot.recognizer.before('photos.add', () => new Promise(() => {}));
    const work = bot.post();
    await expect.poll(() => bot.slack.statuses).toHaveLength(1);
    await bot.app.stop();
    await work;
    expect(bot.slack.statuses.at(-1)).toMatchObject({ status: '' });
    expect(bot.slack.ownMessages()).toEqual([]);
    expect(bot.slack.ephemerals).toEqual([]);
    expect(bot.logged).toContainEqual(expect.stringContaining('left to the next start'));
    expect(bot.logged.filter((line) => line.startsWith('error'))).toEqual([]);
    bot.slack.close();
  });
});
