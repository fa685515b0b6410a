import { describe, expect, it } from 'vitest';
import type { View } from '../../src/local-slack/page/slack/blocks.js';
import type { Change, StreamEvent } from '../../src/local-slack/page/state/changes.js';
import type { Conversation, State } from '../../src/local-slack/page/state/model.js';
import { reduce } from '../../src/local-slack/page/state/reducer.js';
import { LOADED, message, ts } from '../support/page/workspace.js';

const OPEN = { channel: 'C1', thread: ts(1) };
const stateAfter = (...changes: Change[]): State => changes.reduce(reduce, LOADED);
const streamed = (event: StreamEvent): Change => ({ type: 'streamed', event, open: OPEN });
const posted = (sent: ReturnType<typeof message>): Change =>
  streamed({ type: 'message', channel: 'C1', message: sent });
const photos = (state: State): Conversation => {
  const conversation = state.conversations['C1'];
  if (conversation === undefined) throw new Error('the channel is not loaded');
  return conversation;
};
const post = message(1, { user: 'U1' });
const reply = message(2, { user: 'UBOT', bot_id: 'B1', thread_ts: ts(1) });

describe('messages', () => {
  it('a reply counts once, even when the stream repeats it', () => {
    const state = stateAfter(posted(post), posted(reply), posted(reply));
    expect(photos(state).messages[ts(1)]).toMatchObject({ reply_count: 1, reply_users: ['UBOT'], latest_reply: ts(2) });
  });

  it('a deleted reply no longer counts', () => {
    const state = stateAfter(
      posted(post),
      posted(reply),
      streamed({ type: 'message_deleted', channel: 'C1', ts: ts(2) }),
    );
    expect(photos(state).messages[ts(1)]).toMatchObject({ reply_count: 0 });
    expect(photos(state).messages[ts(2)]).toBeUndefined();
  });

  it('an edit changes the content and keeps the thread’s summary', () => {
    const edited = streamed({ type: 'message_changed', channel: 'C1', message: { ...post, text: 'better' } });
    expect(photos(stateAfter(posted(post), posted(reply), edited)).messages[ts(1)]).toMatchObject({
      text: 'better',
      reply_count: 1,
    });
  });

  it('reloading the history drops only messages deleted meanwhile', () => {
    const ephemeral = streamed({ type: 'ephemeral', channel: 'C1', message: message(3) });
    const loaded: Change = {
      type: 'history-loaded',
      channel: 'C1',
      messages: [message(5), message(4)],
      lastReadTs: ts(4),
      hasOlder: true,
    };
    const state = stateAfter(posted(message(1)), posted(message(4.5)), posted(reply), ephemeral, loaded);
    // 1 is older than what was fetched, 2 is a reply, 3 is ephemeral; 4.5 would have been listed.
    expect(Object.keys(photos(state).messages).sort()).toEqual([1, 2, 3, 4, 5].map(ts));
  });

  it('older posts join the others, and a reload remembers that there are no older ones', () => {
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

  it('an empty history leaves only ephemeral messages', () => {
    const empty: Change = { type: 'history-loaded', channel: 'C1', messages: [], lastReadTs: '0', hasOlder: false };
    expect(photos(stateAfter(posted(post), empty)).messages).toEqual({});
  });

  it('an ephemeral message is flagged, replaced under its ts, and can be dismissed', () => {
    const shown = streamed({ type: 'ephemeral', channel: 'C1', message: message(3, { text: 'Training…' }) });
    const replaced = streamed({ type: 'ephemeral', channel: 'C1', message: message(3, { text: 'Done.' }) });
    expect(photos(stateAfter(shown, replaced)).messages).toMatchObject({
      [ts(3)]: { text: 'Done.', is_ephemeral: true },
    });
    expect(photos(stateAfter(shown, { type: 'dismissed', channel: 'C1', ts: ts(3) })).messages).toEqual({});
  });

  it('reactions are added and removed, one per person and emoji', () => {
    const react = (user: string, isAdded: boolean) =>
      streamed({ type: 'reaction', channel: 'C1', ts: ts(1), user, name: 'eyes', isAdded });
    const both = stateAfter(posted(post), react('U1', true), react('U2', true), react('U2', true));
    expect(photos(both).messages[ts(1)]?.reactions).toEqual([{ name: 'eyes', users: ['U1', 'U2'], count: 2 }]);
    const none = [react('U1', false), react('U2', false)].reduce(reduce, both);
    expect(photos(none).messages[ts(1)]?.reactions).toEqual([]);
  });

  it('read messages stay read', () => {
    const state = stateAfter(
      { type: 'read', channel: 'C1', ts: ts(9) },
      { type: 'history-loaded', channel: 'C1', messages: [], lastReadTs: ts(4), hasOlder: false },
    );
    expect(photos(state).lastReadTs).toBe(ts(9));
  });
});

describe('loading', () => {
  it('a loaded history stays visible when a reload fails', () => {
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

  it('a history that was never loaded reports the failure', () => {
    expect(photos(stateAfter({ type: 'history-failed', channel: 'C1' })).history).toBe('failed');
    expect(photos(stateAfter({ type: 'thread-failed', channel: 'C1', thread: ts(1) })).threads[ts(1)]).toBe('failed');
  });

  it('a reloaded thread drops replies deleted meanwhile', () => {
    const state = stateAfter(posted(post), posted(reply), {
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

  it('is shown until it is cleared', () => {
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

  it('are stacked, updated in place and closed', () => {
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

  it('do not reopen on an update after they were closed', () => {
    expect(stateAfter(streamed({ type: 'view_updated', view: view('V1') })).views).toEqual([]);
  });
});

describe('workspace', () => {
  it('has channels that are added, changed and removed', () => {
    const named = (name: string, parts = {}): StreamEvent => ({
      type: 'channel',
      channel: { id: 'C9', name, ...parts },
    });
    const names = (state: State) => state.workspace.channels.flatMap((channel) => channel.name ?? []);
    expect(names(stateAfter(streamed(named('new')), streamed(named('newer'))))).toEqual(['photos', 'attic', 'newer']);
    expect(names(stateAfter(streamed(named('not-mine', { is_member: false }))))).toEqual(['photos', 'attic']);
    expect(names(stateAfter(streamed({ type: 'channel_left', channel: { id: 'C2' } })))).toEqual(['photos']);
  });

  it('knows whether the app is connected', () => {
    expect(stateAfter(streamed({ type: 'app', connected: false })).workspace.app.connected).toBe(false);
  });
});

describe('announcements', () => {
  const announced = (sent: Parameters<typeof message>[1], channel = 'C1') =>
    stateAfter(streamed({ type: 'message', channel, message: message(7, sent) })).announcement;

  it('name the author in the open channel or thread', () => {
    expect(announced({ text: 'hello <@U1>' })).toBe('Grace Hopper: hello @Ada Lovelace');
    expect(announced({ text: 'in here', thread_ts: ts(1) })).toBe('Grace Hopper: in here');
  });

  it('leave out one’s own messages and other conversations', () => {
    expect(announced({ user: 'U1' })).toBe('');
    expect(announced({}, 'C2')).toBe('');
    expect(announced({ thread_ts: ts(6) })).toBe('');
  });
});
