import { describe, expect, test } from 'vitest';
import type { View } from '../../src/local-slack/page/slack/blocks.js';
import type { Change, StreamEvent } from '../../src/local-slack/page/state/changes.js';
import type { Conversation, State } from '../../src/local-slack/page/state/model.js';
import { reduce } from '../../src/local-slack/page/state/reducer.js';
import { ENTERED, message, ts } from './workspace.js';

const looking = { channel: 'C1', thread: ts(1) };
const stateAfter = (...changes: Change[]): State => changes.reduce(reduce, ENTERED);
const streamed = (event: StreamEvent): Change => ({ type: 'streamed', event, open: looking });
const said = (sent: ReturnType<typeof message>): Change => streamed({ type: 'message', channel: 'C1', message: sent });
const photos = (state: State): Conversation => {
  const conversation = state.conversations.C1;
  if (conversation === undefined) throw new Error('nothing is known of the channel');
  return conversation;
};
const post = message(1, { user: 'U1' });
const reply = message(2, { user: 'UBOT', bot_id: 'B1', thread_ts: ts(1) });

describe('messages', () => {
  test('a reply counts on its post once, however often the stream repeats it', () => {
    const state = stateAfter(said(post), said(reply), said(reply));
    expect(photos(state).messages[ts(1)]).toMatchObject({ reply_count: 1, reply_users: ['UBOT'], latest_reply: ts(2) });
  });

  test('a deleted reply does not count any more', () => {
    const state = stateAfter(said(post), said(reply), streamed({ type: 'message_deleted', channel: 'C1', ts: ts(2) }));
    expect(photos(state).messages[ts(1)]).toMatchObject({ reply_count: 0 });
    expect(photos(state).messages[ts(2)]).toBeUndefined();
  });

  test('an edit changes what is said and keeps how the thread stands', () => {
    const edited = streamed({ type: 'message_changed', channel: 'C1', message: { ...post, text: 'better' } });
    expect(photos(stateAfter(said(post), said(reply), edited)).messages[ts(1)]).toMatchObject({
      text: 'better',
      reply_count: 1,
    });
  });

  test('reading the history again drops what was deleted meanwhile, and only that', () => {
    const ephemeral = streamed({ type: 'ephemeral', channel: 'C1', message: message(3) });
    const loaded: Change = {
      type: 'history-loaded',
      channel: 'C1',
      messages: [message(5), message(4)],
      lastReadTs: ts(4),
      hasOlder: true,
    };
    const state = stateAfter(said(message(1)), said(message(4.5)), said(reply), ephemeral, loaded);
    // 1 is older than what was fetched, 2 is a reply, 3 is ephemeral; 4.5 would have been listed.
    expect(Object.keys(photos(state).messages).sort()).toEqual([1, 2, 3, 4, 5].map(ts));
  });

  test('older posts join the others, and reading the newest again does not forget that there are no older ones', () => {
    const newest: Change = {
      type: 'history-loaded',
      channel: 'C1',
      messages: [message(5)],
      lastReadTs: '0',
      hasOlder: true,
    };
    const older: Change = { type: 'older-loaded', channel: 'C1', messages: [message(1)], hasOlder: false };
    expect(photos(stateAfter(newest)).hasOlder).toBe(true);
    const state = stateAfter(newest, older, newest);
    expect(Object.keys(photos(state).messages).sort()).toEqual([1, 5].map(ts));
    expect(photos(state).hasOlder).toBe(false);
  });

  test('reading an empty history leaves nothing but what only we know', () => {
    const empty: Change = { type: 'history-loaded', channel: 'C1', messages: [], lastReadTs: '0', hasOlder: false };
    expect(photos(stateAfter(said(post), empty)).messages).toEqual({});
  });

  test('an ephemeral message is marked, replaced under its ts, and can be dismissed', () => {
    const shown = streamed({ type: 'ephemeral', channel: 'C1', message: message(3, { text: 'Training…' }) });
    const replaced = streamed({ type: 'ephemeral', channel: 'C1', message: message(3, { text: 'Done.' }) });
    expect(photos(stateAfter(shown, replaced)).messages).toMatchObject({
      [ts(3)]: { text: 'Done.', is_ephemeral: true },
    });
    expect(photos(stateAfter(shown, { type: 'dismissed', channel: 'C1', ts: ts(3) })).messages).toEqual({});
  });

  test('reactions come and go, one per person and emoji', () => {
    const react = (user: string, isAdded: boolean) =>
      streamed({ type: 'reaction', channel: 'C1', ts: ts(1), user, name: 'eyes', isAdded });
    const both = stateAfter(said(post), react('U1', true), react('U2', true), react('U2', true));
    expect(photos(both).messages[ts(1)]?.reactions).toEqual([{ name: 'eyes', users: ['U1', 'U2'], count: 2 }]);
    const none = [react('U1', false), react('U2', false)].reduce(reduce, both);
    expect(photos(none).messages[ts(1)]?.reactions).toEqual([]);
  });

  test('what is read stays read', () => {
    const state = stateAfter(
      { type: 'read', channel: 'C1', ts: ts(9) },
      { type: 'history-loaded', channel: 'C1', messages: [], lastReadTs: ts(4), hasOlder: false },
    );
    expect(photos(state).lastReadTs).toBe(ts(9));
  });
});

describe('loading', () => {
  test('a history that cannot be read again stays on the screen', () => {
    const loaded: Change = {
      type: 'history-loaded',
      channel: 'C1',
      messages: [post],
      lastReadTs: ts(4),
      hasOlder: false,
    };
    const state = stateAfter(
      loaded,
      { type: 'history-loading', channel: 'C1' },
      { type: 'history-failed', channel: 'C1' },
    );
    expect(photos(state)).toMatchObject({ history: 'ready', messages: { [ts(1)]: post } });
  });

  test('one that was never read says that it failed', () => {
    expect(photos(stateAfter({ type: 'history-failed', channel: 'C1' })).history).toBe('failed');
    expect(photos(stateAfter({ type: 'thread-failed', channel: 'C1', thread: ts(1) })).threads[ts(1)]).toBe('failed');
  });

  test('a thread read again drops replies deleted meanwhile', () => {
    const state = stateAfter(said(post), said(reply), {
      type: 'thread-loaded',
      channel: 'C1',
      thread: ts(1),
      messages: [post],
    });
    expect(Object.keys(photos(state).messages)).toEqual([ts(1)]);
  });
});

describe('status', () => {
  const status = (words: string) =>
    streamed({ type: 'status', channel: 'C1', threadTs: ts(1), user: 'UBOT', status: words });

  test('is shown until it is cleared', () => {
    const state = stateAfter(status('is looking for faces…'));
    expect(photos(state).statuses).toEqual({ [ts(1)]: { user: 'UBOT', text: 'is looking for faces…' } });
    expect(photos(reduce(state, status(''))).statuses).toEqual({});
  });
});

describe('views', () => {
  const view = (id: string, title = id): View => ({
    id,
    type: 'modal',
    title: { type: 'plain_text', text: title },
    blocks: [],
  });

  test('stack, change in their place and close', () => {
    const opened = stateAfter(
      streamed({ type: 'view_opened', view: view('V1') }),
      streamed({ type: 'view_opened', view: view('V2') }),
      streamed({ type: 'view_updated', view: view('V1', 'changed') }),
    );
    expect(opened.views).toEqual([view('V1', 'changed'), view('V2')]);
    expect(reduce(opened, streamed({ type: 'view_closed', viewId: 'V2' })).views).toEqual([view('V1', 'changed')]);
    expect(reduce(opened, { type: 'view-closed', viewId: 'V1' }).views).toEqual([view('V2')]);
    expect(reduce(opened, { type: 'all-views-closed' }).views).toEqual([]);
  });

  test('an update of a modal that is closed opens nothing', () => {
    expect(stateAfter(streamed({ type: 'view_updated', view: view('V1') })).views).toEqual([]);
  });
});

describe('workspace', () => {
  test('channels appear, change and disappear', () => {
    const named = (name: string, parts = {}): StreamEvent => ({
      type: 'channel',
      channel: { id: 'C9', name, ...parts },
    });
    const names = (state: State) => state.workspace.channels.flatMap((channel) => channel.name ?? []);
    expect(names(stateAfter(streamed(named('new')), streamed(named('newer'))))).toEqual(['photos', 'attic', 'newer']);
    expect(names(stateAfter(streamed(named('not-mine', { is_member: false }))))).toEqual(['photos', 'attic']);
    expect(names(stateAfter(streamed({ type: 'channel_left', channel: { id: 'C2' } })))).toEqual(['photos']);
  });

  test('says whether the app is there', () => {
    expect(stateAfter(streamed({ type: 'app', connected: false })).workspace.app.connected).toBe(false);
  });
});

describe('announcements', () => {
  const announced = (sent: Parameters<typeof message>[1], channel = 'C1') =>
    stateAfter(streamed({ type: 'message', channel, message: message(7, sent) })).announcement;

  test('name who spoke in the channel or thread that is open', () => {
    expect(announced({ text: 'hello <@U1>' })).toBe('Grace Hopper: hello @Ada Lovelace');
    expect(announced({ text: 'in here', thread_ts: ts(1) })).toBe('Grace Hopper: in here');
  });

  test('are silent about oneself and about other places', () => {
    expect(announced({ user: 'U1' })).toBe('');
    expect(announced({}, 'C2')).toBe('');
    expect(announced({ thread_ts: ts(6) })).toBe('');
  });
});
