import { createSlackApi, type SlackApi } from '../slack/api.js';
import { openStream } from '../slack/stream.js';
import type { Change } from './changes.js';
import { type DraftContent, EMPTY_CONVERSATION, emptyState, type State } from './model.js';
import { createSender, type Sender } from './outbox.js';
import { readMarks } from './read-marks.js';
import { reduce } from './reducer.js';
import { createStore, type Store } from './store.js';
import { postsOf } from './timeline.js';

/** One person's view of the workspace, alive: their state, kept up to date, and their hands. */
export interface Session {
  readonly me: string;
  readonly api: SlackApi;
  readonly store: Store<State, Change>;
  readonly sender: Sender;
  /** Messages being written, by conversation. */
  readonly drafts: Map<string, DraftContent>;
  /** Connects and stays connected. @returns a function that ends it. */
  start(): () => void;
  loadHistory(channel: string): Promise<void>;
  /** Fetches posts before the oldest one that is known. Rejects when that fails. */
  loadOlder(channel: string): Promise<void>;
  loadThread(channel: string, thread: string): Promise<void>;
  /** Says what is on the screen, so that arrivals there are read out. */
  look(channel: string | undefined, thread: string | undefined): void;
  /** Everything in the channel up to now has been seen. */
  markRead(channel: string): void;
}

/** @param onProblem told about what went wrong without anybody having clicked. */
export function createSession(me: string, onProblem: (error: unknown) => void): Session {
  const api = createSlackApi(me);
  const store = createStore<State, Change>(emptyState(me), reduce);
  const sender = createSender(api);
  const marks = readMarks(me);
  let open: { channel?: string | undefined; thread?: string | undefined } = {};

  const loadHistory = async (channel: string) => {
    store.dispatch({ type: 'history-loading', channel });
    try {
      const { messages, has_more: hasOlder } = await api.history(channel);
      const lastReadTs = marks.get(channel) ?? messages[0]?.ts ?? '0';
      store.dispatch({ type: 'history-loaded', channel, messages, lastReadTs, hasOlder });
    } catch (error) {
      store.dispatch({ type: 'history-failed', channel });
      onProblem(error);
    }
  };

  const loadOlder = async (channel: string) => {
    const oldest = postsOf(store.get().conversations[channel] ?? EMPTY_CONVERSATION)[0];
    const { messages, has_more: hasOlder } = await api.history(channel, oldest?.ts);
    store.dispatch({ type: 'older-loaded', channel, messages, hasOlder });
  };

  const loadThread = async (channel: string, thread: string) => {
    store.dispatch({ type: 'thread-loading', channel, thread });
    try {
      store.dispatch({ type: 'thread-loaded', channel, thread, messages: await api.replies(channel, thread) });
    } catch (error) {
      store.dispatch({ type: 'thread-failed', channel, thread });
      onProblem(error);
    }
  };

  const readEverything = async () => {
    try {
      const [workspace, channels, views] = await Promise.all([api.workspace(), api.myChannels(), api.views()]);
      const { team, users, bot_user_id, app } = workspace;
      store.dispatch({
        type: 'entered',
        workspace: { team, users, bot_user_id, app, channels },
        views: views.views,
        home: views.home ?? undefined,
      });
      const threads = Object.entries(store.get().conversations).flatMap(([channel, { threads }]) =>
        Object.keys(threads).map((thread) => loadThread(channel, thread)),
      );
      await Promise.all([...channels.map((channel) => loadHistory(channel.id)), ...threads]);
    } catch (error) {
      onProblem(error);
    }
  };

  return {
    me,
    api,
    store,
    sender,
    drafts: new Map(),
    loadHistory,
    loadOlder,
    loadThread,
    start: () =>
      openStream(me, {
        onEvent: (event) => store.dispatch({ type: 'streamed', event, open }),
        onOpen: (hasMissed) => {
          store.dispatch({ type: 'connection', connection: 'open' });
          if (hasMissed || !store.get().isReady) void readEverything();
        },
        onLost: () => store.dispatch({ type: 'connection', connection: 'lost' }),
      }),
    look: (channel, thread) => {
      open = { channel, thread };
    },
    markRead: (channel) => {
      const conversation = store.get().conversations[channel];
      if (conversation === undefined) return;
      const newest = postsOf(conversation).at(-1);
      if (newest === undefined || newest.ts === conversation.lastReadTs) return;
      marks.set(channel, newest.ts);
      store.dispatch({ type: 'read', channel, ts: newest.ts });
    },
  };
}
