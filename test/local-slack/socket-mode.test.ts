import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { ADA, BEN, BOT, EVE, errorOf, openTestSlack, PHOTOS, type TestSlack } from '../support/local-slack.js';
import { connectTestApp, NEVER } from '../support/slack-app.js';
import { waitUntil } from '../support/wait-until.js';

let slack: TestSlack;
let clock = 0;
beforeEach(async () => {
  clock = Date.now();
  slack = await openTestSlack({ now: () => clock });
});
afterEach(() => slack.close());

const say = (text: string, person = ADA) => slack.as(person).chat.postMessage({ channel: PHOTOS, text });

describe('connections', () => {
  it('start with a hello, and accept a ticket once', async () => {
    const app = await connectTestApp(slack);
    expect(app.hello).toMatchObject({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A0LOCAL001' } });
    const reply = await fetch(`${slack.apiUrl}apps.connections.open`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${slack.appToken}` },
    });
    const { url } = (await reply.json()) as { url: string };
    expect(url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/link\//);
    const open = () =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(url);
        socket.onopen = () => resolve('open');
        socket.onerror = () => resolve('refused');
      });
    expect(await open()).toBe('open');
    expect(await open()).toBe('refused');
  });

  it('get a disconnect message before the server stops', async () => {
    const app = await connectTestApp(slack);
    await slack.close();
    expect(app.notices).toMatchObject([{ type: 'disconnect' }]);
    slack = await openTestSlack();
  });

  it('share the envelopes: each goes to one of them', async () => {
    const apps = [await connectTestApp(slack), await connectTestApp(slack)];
    for (const text of ['1', '2', '3', '4']) await say(text);
    await waitUntil(() => apps.flatMap((app) => app.envelopes).length >= 4);
    expect(apps.map((app) => app.envelopes.length)).toEqual([2, 2]);
  });

  it('are limited to ten', async () => {
    for (let count = 0; count < 10; count++) await connectTestApp(slack);
    await expect(connectTestApp(slack)).rejects.toThrow('403');
  });
});

describe('events', () => {
  it('arrive in Slack’s envelope', async () => {
    const app = await connectTestApp(slack);
    const { ts } = await say('Hello');
    const envelope = await app.next('events_api');
    expect(envelope).toMatchObject({
      accepts_response_payload: false,
      retry_attempt: 0,
      retry_reason: '',
      payload: {
        type: 'event_callback',
        team_id: 'T0LOCAL001',
        api_app_id: 'A0LOCAL001',
        event_id: expect.stringMatching(/^Ev[A-Z0-9]{10,}$/),
        event_time: Math.floor(clock / 1000),
        authorizations: [{ team_id: 'T0LOCAL001', user_id: BOT, is_bot: true }],
        event: {
          type: 'message',
          channel: PHOTOS,
          channel_type: 'channel',
          user: ADA,
          text: 'Hello',
          ts,
          event_ts: ts,
        },
      },
    });
  });

  it('report edits and deletions, and what the bot itself does', async () => {
    const app = await connectTestApp(slack);
    const { ts = '' } = await slack.bot.chat.postMessage({ channel: PHOTOS, text: 'Mine' });
    await slack.bot.chat.update({ channel: PHOTOS, ts, text: 'Changed' });
    await slack.bot.chat.delete({ channel: PHOTOS, ts });
    await app.next('events_api', 2);
    expect(app.envelopes.map(({ payload }) => payload['event'])).toMatchObject([
      { text: 'Mine', user: BOT, bot_id: 'B0ROLLCALL', app_id: 'A0LOCAL001' },
      {
        subtype: 'message_changed',
        hidden: true,
        message: { ts, text: 'Changed' },
        previous_message: { text: 'Mine' },
      },
      { subtype: 'message_deleted', deleted_ts: ts, previous_message: { text: 'Changed' } },
    ]);
  });

  it('are not sent for channels the bot is not in', async () => {
    const app = await connectTestApp(slack);
    const { channel } = await slack.as(BEN).conversations.open({ users: EVE });
    await slack.as(BEN).chat.postMessage({ channel: channel?.id ?? '', text: 'Between us' });
    await say('For all');
    await app.next('events_api');
    expect(app.envelopes.map(({ payload }) => (payload['event'] as { text: string }).text)).toEqual(['For all']);
  });

  it('are sent only if the manifest subscribes to them', async () => {
    const strict = await openTestSlack({ manifestFile: 'manifest.yml' });
    const app = await connectTestApp(strict);
    const { ts = '' } = await strict.as(ADA).chat.postMessage({ channel: PHOTOS, text: 'Hello' });
    await strict.as(ADA).reactions.add({ channel: PHOTOS, timestamp: ts, name: 'eyes' });
    await strict.as(ADA).chat.postMessage({ channel: PHOTOS, text: 'Bye' });
    await app.next('events_api', 1);
    expect(app.envelopes.map(({ payload }) => (payload['event'] as { type: string }).type)).toEqual([
      'message',
      'message',
    ]);
    await strict.close();
  });
});

describe('an event that is not acknowledged', () => {
  it('is retried three times, then dropped with a warning in the log', async () => {
    await slack.close();
    slack = await openTestSlack({ ackTimeoutMs: 60, retryDelaysMs: [0, 50, 50] });
    const app = await connectTestApp(slack);
    app.answer = () => NEVER;
    await say('Hello');
    await app.next('events_api', 3);
    expect(app.envelopes.map(({ retry_attempt, retry_reason }) => [retry_attempt, retry_reason])).toEqual([
      [0, ''],
      [1, 'timeout'],
      [2, 'timeout'],
      [3, 'timeout'],
    ]);
    expect(new Set(app.envelopes.map(({ payload }) => payload['event_id'])).size).toBe(1);
    expect(new Set(app.envelopes.map(({ envelope_id }) => envelope_id)).size).toBe(4);
    const line = await waitUntil(() => slack.complaints[0]);
    expect(line).toMatch(/dropped the event message \(Ev\w+\): the app did not acknowledge it in 4 attempts/);
  });

  it('goes to another connection when the first is lost', async () => {
    const first = await connectTestApp(slack);
    first.answer = () => {
      first.close();
      return NEVER;
    };
    await say('Hello');
    await first.next('events_api');
    const second = await connectTestApp(slack);
    expect(await second.next('events_api')).toMatchObject({ retry_attempt: 1, payload: { event: { text: 'Hello' } } });
  });
});

describe('while no app is connected', () => {
  it('keeps events until an app connects', async () => {
    await say('Is anyone there?');
    const app = await connectTestApp(slack);
    expect(await app.next('events_api')).toMatchObject({ payload: { event: { text: 'Is anyone there?' } } });
  });

  it('drops events after two hours', async () => {
    await say('Old');
    clock += 2 * 60 * 60 * 1000 + 1;
    await say('New');
    const app = await connectTestApp(slack);
    expect(await app.next('events_api')).toMatchObject({ payload: { event: { text: 'New' } } });
    expect(app.envelopes).toHaveLength(1);
    expect(slack.complaints).toHaveLength(1);
  });

  it('lets people post, and reports at once that interactions need the app', async () => {
    expect(await errorOf(say('Hello'))).toBe('no error');
    const command = await slack.local('commands', { user: ADA, channel: PHOTOS, command: '/train-faces' });
    expect(command).toMatchObject({ ok: false, error: 'dispatch_failed' });
  });
});
