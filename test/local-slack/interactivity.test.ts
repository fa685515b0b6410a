import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ADA,
  BEN,
  BOT,
  EVE,
  errorOf,
  eventually,
  openTestSlack,
  PHOTOS,
  PRIVATE,
  type TestSlack,
} from '../support/local-slack.js';
import { Person } from '../support/person.js';
import { connectTestApp, type Envelope, NEVER, type TestApp } from '../support/slack-app.js';

let slack: TestSlack;
let app: TestApp;
// Only ever put forward, so that one workspace serves all of these tests.
let clock = Date.now();
let stop = () => {};
beforeAll(async () => {
  slack = await openTestSlack({ now: () => clock });
  app = await connectTestApp(slack);
});
beforeEach(() => {
  app.answer = () => undefined;
  app.envelopes.length = 0;
});
afterEach(() => stop());
afterAll(() => slack.close());

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ text: plain(value), value });
const blocks = [
  {
    type: 'actions' as const,
    block_id: 'row',
    elements: [
      { type: 'button' as const, action_id: 'yes', text: plain('Yes'), value: 'v1', style: 'primary' as const },
      {
        type: 'static_select' as const,
        action_id: 'pick',
        options: [option('a'), option('b')],
        initial_option: option('a'),
      },
      { type: 'external_select' as const, action_id: 'search', min_query_length: 1 },
      { type: 'overflow' as const, action_id: 'more', options: [option('x'), option('y')] },
      { type: 'users_select' as const, action_id: 'who' },
    ],
  },
];

async function ask(
  more: object = {},
): Promise<{ user: string; channel: string; message_ts: string; block_id: string }> {
  const metadata = { event_type: 'faces', event_payload: { photo: 'p1' } };
  const { ts = '' } = await slack.bot.chat.postMessage({ channel: PHOTOS, text: 'Who?', blocks, metadata, ...more });
  return { user: ADA, channel: PHOTOS, message_ts: ts, block_id: 'row' };
}

async function seenBy(person: string) {
  const stream = await new Person(slack.url, person).listen();
  stop = stream.stop;
  return stream.events;
}

const lastInteractive = (): Envelope | undefined => app.envelopes.filter(({ type }) => type === 'interactive').at(-1);

describe('clicking and choosing', () => {
  it('sends Slack’s complete payload', async () => {
    const where = await ask();
    expect(await slack.local('block_actions', { ...where, action_id: 'yes' })).toEqual({ ok: true, ack: {} });
    expect(lastInteractive()?.payload).toMatchObject({
      type: 'block_actions',
      team: { id: 'T0LOCAL001' },
      user: { id: ADA, username: 'ada.one', team_id: 'T0LOCAL001' },
      api_app_id: 'A0LOCAL001',
      container: { type: 'message', message_ts: where.message_ts, channel_id: PHOTOS, is_ephemeral: false },
      channel: { id: PHOTOS, name: 'photos' },
      message: {
        ts: where.message_ts,
        user: BOT,
        blocks: [{ block_id: 'row' }],
        metadata: { event_payload: { photo: 'p1' } },
      },
      state: {
        values: {
          row: { pick: { type: 'static_select', selected_option: { value: 'a' } }, who: { selected_user: null } },
        },
      },
      trigger_id: expect.any(String),
      response_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/local\/response\/\w+$/),
      actions: [
        {
          type: 'button',
          block_id: 'row',
          action_id: 'yes',
          value: 'v1',
          text: { text: 'Yes' },
          action_ts: expect.any(String),
        },
      ],
    });
  });

  it.each([
    [
      'pick',
      { selected_option: option('b') },
      { type: 'static_select', selected_option: { text: { text: 'b' }, value: 'b' } },
    ],
    ['search', { selected_option: option('any') }, { type: 'external_select', selected_option: { value: 'any' } }],
    ['more', { selected_option: option('y') }, { type: 'overflow', selected_option: { value: 'y' } }],
    ['who', { selected_user: BEN }, { type: 'users_select', selected_user: BEN }],
  ])('accepts a choice in %s', async (action_id, given, action) => {
    const where = await ask();
    expect(await slack.local('block_actions', { ...where, action_id, ...given })).toEqual({ ok: true, ack: {} });
    expect(lastInteractive()?.payload['actions']).toMatchObject([action]);
  });

  it.each([
    ['an option that was not offered', { action_id: 'pick', selected_option: option('zz') }, 'invalid_option'],
    ['an option without words', { action_id: 'search', selected_option: { value: 'a' } }, 'invalid_option'],
    ['a choice of nothing', { action_id: 'pick' }, 'invalid_arguments'],
    ['another value than the button has', { action_id: 'yes', value: 'v2' }, 'invalid_value'],
    ['someone who is not there', { action_id: 'who', selected_user: 'U0NOBODY00' }, 'user_not_found'],
    ['an element that is not there', { action_id: 'no' }, 'action_not_found'],
    ['a block that is gone', { action_id: 'yes', block_id: 'old' }, 'block_not_found'],
    ['a message that is gone', { action_id: 'yes', message_ts: '1.000001' }, 'message_not_found'],
    ['a person who is not there', { action_id: 'yes', user: 'U0NOBODY00' }, 'user_not_found'],
    ['the bot', { action_id: 'yes', user: BOT }, 'user_not_found'],
    ['no person', { action_id: 'yes', user: undefined }, 'invalid_arguments'],
  ])('rejects %s', async (_name, given, error) => {
    const where = await ask();
    expect(await slack.local('block_actions', { ...where, ...given })).toMatchObject({ ok: false, error });
    expect(lastInteractive()).toBeUndefined();
  });

  it('rejects someone who cannot see the message', async () => {
    const where = { ...(await ask({ channel: PRIVATE })), channel: PRIVATE, action_id: 'yes' };
    expect(await slack.local('block_actions', { ...where, user: BEN })).toMatchObject({ ok: true });
    expect(await slack.local('block_actions', { ...where, user: EVE })).toMatchObject({ error: 'channel_not_found' });
  });

  it('delivers a click on blocks that were just updated, but not on older ones', async () => {
    const where = await ask();
    await slack.bot.chat.update({ channel: PHOTOS, ts: where.message_ts, text: 'Done', blocks: [{ type: 'divider' }] });
    expect(await slack.local('block_actions', { ...where, action_id: 'yes' })).toEqual({ ok: true, ack: {} });
    expect(lastInteractive()?.payload).toMatchObject({ message: { text: 'Done' }, actions: [{ value: 'v1' }] });
    clock += 600_000;
    const late = await slack.local('block_actions', { ...where, action_id: 'yes' });
    expect(late).toMatchObject({ ok: false, error: 'block_not_found' });
  });

  it('reports an app that does not answer in time', async () => {
    const impatient = await openTestSlack({ ackTimeoutMs: 50 });
    const slow = await connectTestApp(impatient);
    slow.answer = () => NEVER;
    const answer = await impatient.local('commands', { user: ADA, channel: PHOTOS, command: '/train-faces' });
    expect(answer).toMatchObject({ ok: false, error: 'operation_timeout' });
    await impatient.close();
  });
});

describe('suggestions', () => {
  const search = async (answer: unknown, value = 'ad') => {
    const where = await ask();
    app.answer = () => answer;
    return slack.local('block_suggestion', { ...where, action_id: 'search', value });
  };

  it('come as options or groups', async () => {
    expect(await search({ options: [option('ada')] })).toMatchObject({
      ok: true,
      ack: { options: [{ value: 'ada' }] },
    });
    expect(lastInteractive()).toMatchObject({
      accepts_response_payload: true,
      payload: {
        type: 'block_suggestion',
        action_id: 'search',
        block_id: 'row',
        value: 'ad',
        message: { text: 'Who?' },
      },
    });
    const groups = [{ label: plain('People'), options: [option('ada')] }];
    expect(await search({ option_groups: groups })).toMatchObject({ ok: true, ack: { option_groups: [{}] } });
  });

  it('are checked against Slack’s limits', async () => {
    const tooMany = Array.from({ length: 101 }, (_, index) => option(`${index}`));
    expect(await search({ options: tooMany })).toMatchObject({ ok: false, error: 'invalid_ack' });
    expect(await search({ options: [option('x'.repeat(151))] })).toMatchObject({ ok: false, error: 'invalid_ack' });
    expect(await search(undefined)).toMatchObject({ ok: false, error: 'invalid_ack' });
  });

  it('are not requested before min_query_length', async () => {
    expect(await search({ options: [] }, '')).toMatchObject({ ok: false, error: 'invalid_arguments' });
  });
});

describe('a response_url', () => {
  const urlOf = async () => {
    const where = await ask();
    await slack.local('block_actions', { ...where, action_id: 'yes' });
    return { url: String(lastInteractive()?.payload['response_url']), where };
  };
  const send = async (url: string, body: object) => {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
    return { status: response.status, text: await response.text() };
  };

  it('replaces and deletes its message', async () => {
    const { url, where } = await urlOf();
    expect(await send(url, { text: 'Replaced', replace_original: true })).toEqual({ status: 200, text: 'ok' });
    const read = async () => (await slack.bot.conversations.history({ channel: PHOTOS, limit: 1 })).messages?.[0];
    expect(await read()).toMatchObject({ ts: where.message_ts, text: 'Replaced' });
    await send(url, { delete_original: true });
    expect((await read())?.ts).not.toBe(where.message_ts);
  });

  it('posts for one person, or for everyone when asked to', async () => {
    const events = await seenBy(ADA);
    const { url } = await urlOf();
    await send(url, { text: 'Only you' });
    await send(url, { text: 'Everyone', response_type: 'in_channel' });
    await eventually(() => events.find(({ text }) => text === 'Everyone'));
    expect(events.slice(-2)).toMatchObject([
      { type: 'ephemeral', text: 'Only you', is_ephemeral: true },
      { type: 'message', text: 'Everyone' },
    ]);
  });

  it('is valid for five uses and thirty minutes, and rejects what Slack rejects', async () => {
    const { url } = await urlOf();
    expect((await send(url, { text: '' })).status).toBe(400);
    expect((await send(url, { blocks: [{ type: 'poem' }] })).text).toContain('invalid_blocks');
    for (let use = 0; use < 5; use++) expect((await send(url, { text: `${use}` })).status).toBe(200);
    expect(await send(url, { text: '6' })).toMatchObject({ status: 404, text: expect.stringContaining('used_url') });
    const { url: other } = await urlOf();
    clock += 30 * 60 * 1000 + 1;
    expect(await send(other, { text: 'late' })).toMatchObject({
      status: 404,
      text: expect.stringContaining('expired_url'),
    });
  });

  it('replaces and deletes an ephemeral message', async () => {
    const events = await seenBy(ADA);
    const { message_ts = '' } = await slack.bot.chat.postEphemeral({
      channel: PHOTOS,
      user: ADA,
      text: 'Psst',
      blocks,
    });
    const where = { user: ADA, channel: PHOTOS, message_ts, block_id: 'row', action_id: 'yes' };
    expect(await slack.local('block_actions', { ...where, user: BEN })).toMatchObject({ error: 'message_not_found' });
    await slack.local('block_actions', where);
    const { payload } = lastInteractive() ?? {};
    expect(payload).toMatchObject({ container: { is_ephemeral: true, message_ts } });
    expect(payload).not.toHaveProperty('message');
    await send(String(payload?.['response_url']), { text: 'Better', replace_original: true });
    await send(String(payload?.['response_url']), { delete_original: true });
    await eventually(() => events.find(({ type }) => type === 'message_deleted'));
    expect(events).toMatchObject([
      { type: 'ephemeral', ts: message_ts, text: 'Psst' },
      { type: 'ephemeral', ts: message_ts, text: 'Better' },
      { type: 'message_deleted', ts: message_ts, deleted_ts: message_ts, is_ephemeral: true },
    ]);
  });
});

describe('modals', () => {
  const input = (block_id: string, fields: object = {}, element: object = {}) => ({
    type: 'input',
    block_id,
    label: plain(block_id),
    element: { type: 'plain_text_input', action_id: 'text', ...element },
    ...fields,
  });
  const modal = (title: string, more: object = {}) => ({
    type: 'modal' as const,
    title: plain(title),
    submit: plain('Save'),
    callback_id: 'form',
    blocks: [input('name', {}, { max_length: 5 }), input('note', { optional: true })],
    ...more,
  });

  async function trigger(): Promise<string> {
    const where = await ask();
    await slack.local('block_actions', { ...where, action_id: 'yes' });
    return String(lastInteractive()?.payload['trigger_id']);
  }
  const open = async (more: object = {}) => {
    app.answer = () => undefined;
    const { view } = await slack.bot.views.open({ trigger_id: await trigger(), view: modal('First', more) as never });
    return view?.id ?? '';
  };
  const submit = (view_id: string, values: object) =>
    slack.local('view_submission', { user: ADA, view_id, state: { values } });
  const fill = (name: string) => ({ name: { text: { value: name } } });
  const openViews = async () => {
    const reply = await fetch(`${slack.url}/local/views?user=${ADA}`);
    return ((await reply.json()) as { views: { id: string; title: { text: string } }[] }).views.map(
      (v) => v.title.text,
    );
  };

  it('open with an unused trigger of at most three seconds', async () => {
    const view = modal('Hi') as never;
    const used = await trigger();
    await slack.bot.views.open({ trigger_id: used, view });
    expect(await errorOf(slack.bot.views.open({ trigger_id: used, view }))).toBe('exchanged_trigger_id');
    const old = await trigger();
    clock += 3001;
    expect(await errorOf(slack.bot.views.open({ trigger_id: old, view }))).toBe('expired_trigger_id');
    expect(await errorOf(slack.bot.views.open({ trigger_id: '1.2.3', view }))).toBe('invalid_trigger_id');
    const bad = modal('x'.repeat(25)) as never;
    expect(await errorOf(slack.bot.views.open({ trigger_id: await trigger(), view: bad }))).toBe('invalid_arguments');
  });

  it('submit their input and close', async () => {
    const view_id = await open();
    const events = await seenBy(ADA);
    expect(await submit(view_id, fill('Ada'))).toEqual({ ok: true, ack: {} });
    expect(lastInteractive()?.payload).toMatchObject({
      type: 'view_submission',
      user: { id: ADA },
      view: {
        id: view_id,
        callback_id: 'form',
        hash: expect.any(String),
        state: {
          values: {
            name: { text: { type: 'plain_text_input', value: 'Ada' } },
            note: { text: { type: 'plain_text_input', value: null } },
          },
        },
      },
    });
    await eventually(() => events.find(({ type }) => type === 'view_closed'));
    expect(events).toEqual([{ type: 'view_closed', view_id }]);
  });

  it('check their inputs before submitting', async () => {
    const view_id = await open();
    app.envelopes.length = 0;
    expect(await submit(view_id, {})).toMatchObject({ error: 'invalid_input', errors: { name: expect.any(String) } });
    expect(await submit(view_id, fill('Much too long'))).toMatchObject({ error: 'invalid_input' });
    expect(app.envelopes).toEqual([]);
  });

  it('stay open with errors, but only for inputs that exist', async () => {
    const view_id = await open();
    app.answer = () => ({ response_action: 'errors', errors: { name: 'Taken' } });
    expect(await submit(view_id, fill('Ada'))).toMatchObject({ ok: true, ack: { errors: { name: 'Taken' } } });
    app.answer = () => ({ response_action: 'errors', errors: { nobody: 'Taken' } });
    expect(await submit(view_id, fill('Ada'))).toMatchObject({ ok: false, error: 'invalid_ack' });
    expect(await openViews()).toEqual(['First']);
  });

  it('are updated, pushed (three at most) and cleared by the response', async () => {
    const view_id = await open();
    app.answer = () => ({ response_action: 'update', view: modal('Changed') });
    await submit(view_id, fill('Ada'));
    expect(await openViews()).toEqual(['Changed']);
    app.answer = () => ({ response_action: 'push', view: modal('On top') });
    await submit(view_id, fill('Ada'));
    await submit(view_id, fill('Ada'));
    expect(await openViews()).toEqual(['Changed', 'On top', 'On top']);
    expect(await submit(view_id, fill('Ada'))).toMatchObject({ error: 'invalid_ack', detail: 'push_limit_reached' });
    app.answer = () => ({ response_action: 'clear' });
    await submit(view_id, fill('Ada'));
    expect(await openViews()).toEqual([]);
  });

  it('keep their input in an update, and reject an outdated update', async () => {
    const { view } = await slack.bot.views.open({ trigger_id: await trigger(), view: modal('First') as never });
    const view_id = view?.id ?? '';
    app.answer = () => ({ response_action: 'errors', errors: { name: 'Hm' } });
    await submit(view_id, fill('Ada'));
    const update = { view_id, hash: view?.hash ?? '', view: modal('Second') as never };
    const updated = await slack.bot.views.update(update);
    expect(updated.view?.state).toMatchObject({ values: { name: { text: { value: 'Ada' } } } });
    expect(await errorOf(slack.bot.views.update(update))).toBe('hash_conflict');
  });

  it('send an event when they are closed, if the app asked for it', async () => {
    const quiet = await open();
    app.envelopes.length = 0;
    expect(await slack.local('view_closed', { user: ADA, view_id: quiet })).toEqual({ ok: true, ack: {} });
    expect(app.envelopes).toEqual([]);
    const told = await open({ notify_on_close: true });
    await slack.local('view_closed', { user: ADA, view_id: told, is_cleared: true });
    expect(lastInteractive()?.payload).toMatchObject({ type: 'view_closed', is_cleared: true, view: { id: told } });
    expect(await slack.local('view_closed', { user: ADA, view_id: told })).toMatchObject({ error: 'view_not_found' });
  });

  it('report interactions with their elements', async () => {
    const view_id = await open({ blocks: [{ ...blocks[0] }, input('name', { dispatch_action: true }), input('note')] });
    const inside = { user: ADA, view_id };
    await slack.local('block_actions', { ...inside, block_id: 'row', action_id: 'pick', selected_option: option('b') });
    expect(lastInteractive()?.payload).toMatchObject({
      container: { type: 'view', view_id },
      view: { id: view_id, state: { values: { row: { pick: { selected_option: { value: 'b' } } } } } },
    });
    expect(lastInteractive()?.payload).not.toHaveProperty('response_url');
    const typing = { ...inside, action_id: 'text', value: 'A' };
    expect(await slack.local('block_actions', { ...typing, block_id: 'name' })).toMatchObject({ ok: true });
    const quiet = await slack.local('block_actions', { ...typing, block_id: 'note' });
    expect(quiet).toMatchObject({ error: 'action_not_found' });
  });
});

describe('commands and shortcuts', () => {
  it('send Slack’s payload', async () => {
    await slack.local('commands', { user: ADA, channel: PRIVATE, command: '/train-faces', text: 'now' });
    expect((await app.next('slash_commands')).payload).toMatchObject({
      command: '/train-faces',
      text: 'now',
      user_id: ADA,
      channel_id: PRIVATE,
      channel_name: 'privategroup',
      team_id: 'T0LOCAL001',
      trigger_id: expect.any(String),
      response_url: expect.stringContaining('/local/response/'),
    });
    const where = await ask();
    await slack.local('shortcuts', {
      user: ADA,
      callback_id: 'name_faces',
      channel: PHOTOS,
      message_ts: where.message_ts,
    });
    expect(lastInteractive()?.payload).toMatchObject({
      type: 'message_action',
      callback_id: 'name_faces',
      message: { text: 'Who?' },
      channel: { id: PHOTOS },
    });
    await slack.local('shortcuts', { user: ADA, callback_id: 'people' });
    expect(lastInteractive()?.payload).toMatchObject({ type: 'shortcut', callback_id: 'people' });
  });

  it('reject an acknowledgement that is not a message', async () => {
    app.answer = () => ({ text: 'Hi', blocks: [{ type: 'poem' }] });
    const run = { user: ADA, channel: PHOTOS, command: '/train-faces' };
    expect(await slack.local('commands', run)).toMatchObject({ ok: false, error: 'invalid_ack' });
  });

  it('must be in the manifest', async () => {
    const strict = await openTestSlack({ manifestFile: 'manifest.yml' });
    await connectTestApp(strict);
    const run = { user: ADA, channel: PHOTOS, command: '/dance' };
    expect(await strict.local('commands', run)).toMatchObject({ error: 'invalid_command' });
    expect(await strict.local('shortcuts', { user: ADA, callback_id: 'dance' })).toMatchObject({
      error: 'invalid_callback',
    });
    await strict.close();
  });
});

describe('a status', () => {
  it('is sent to streams with named events, until the bot replies', async () => {
    const { message_ts: ts } = await ask();
    const plainEvents = await seenBy(ADA);
    const reading = new AbortController();
    const named = await fetch(`${slack.url}/local/stream?user=${BEN}&named=true`, { signal: reading.signal });
    let text = '';
    const read = (async () => {
      for await (const chunk of named.body?.pipeThrough(new TextDecoderStream()) ?? []) text += chunk;
    })().catch(() => {});
    await slack.bot.assistant.threads.setStatus({ channel_id: PHOTOS, thread_ts: ts, status: 'is looking…' });
    await slack.bot.chat.postMessage({ channel: PHOTOS, thread_ts: ts, text: 'Found' });
    await eventually(() => text.includes('"status":""') || undefined);
    reading.abort();
    await read;
    expect(text).toMatch(/event: status\ndata: .*"thread_ts":"[\d.]+".*"status":"is looking…"/);
    await eventually(() => plainEvents.length > 0 || undefined);
    expect(plainEvents.map(({ type }) => type)).toEqual(['message']);
  });
});
