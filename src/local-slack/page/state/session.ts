import { createSlackApi, type SlackApi } from '../slack/api.js';
import { openStream } from '../slack/stream.js';
import type { Change } from './changes.js';
import { type DraftContent, EMPTY_CONVERSATION, emptyState, type State } from './model.js';
import { createSender, type Sender } from './outbox.js';
import { readPositions } from './read-positions.js';
import { reduce } from './reducer.js';
import { createStore, type Store } from './store.js';
import { postsOf } from './timeline.js';

/** One person's session: the current state of the page, and the actions that change it. */
export interface Session {
  readonly me: string;
  readonly api: SlackApi;
  readonly store: Store<State, Change>;
  readonly sender: Sender;
  /** Drafts by conversation. */
  readonly drafts: Map<string, DraftContent>;
  /** Connects and stays connected. @returns a function that disconnects. */
  start(): () => void;
  loadHistory(channel: string): Promise<void>;
  /** Loads posts older than the loaded ones. @throws SlackRefusal, TypeError */
  loadOlder(channel: string): Promise<void>;
  loadThread(channel: string, thread: string): Promise<void>;
  /** Sets the open conversation, whose new messages are announced. */
  setOpen(channel: string | undefined, thread: string | undefined): void;
  /** Marks all messages of the channel as read. */
  markRead(channel: string): void;
}

/** @param onProblem called with errors of background work. */
export function createSession(me: string, onProblem: (error: unknown) => void): Session {
  const api = createSlackApi(me);
  const store = createStore<State, Change>(emptyState(me), reduce);
  const sender = createSender(api);
  const positions = readPositions(me);
  let open: { channel?: string | undefined; thread?: string | undefined } = {};

  const loadHistory = async (channel: string) => {
    store.dispatch({ type: 'history-loading', channel });
    try {
      const { messages, has_more: hasOlder } = await api.history(channel);
      const lastReadTs = positions.get(channel) ?? messages[0]?.ts ?? '0';
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

  const loadEverything = async () => {
    try {
      const [workspace, channels, views] = await Promise.all([api.workspace(), api.myChannels(), api.views()]);
      const { team, users, bot_user_id, app } = workspace;
      store.dispatch({
        type: 'workspace-loaded',
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
          if (hasMissed || !store.get().isReady) void loadEverything();
        },
        onLost: () => store.dispatch({ type: 'connection', connection: 'lost' }),
      }),
    setOpen: (channel, thread) => {
      open = { channel, thread };
    },
    markRead: (channel) => {
      const conversation = store.get().conversations[channel];
      if (conversation === undefined) return;
      const newest = postsOf(conversation).at(-1);
      if (newest === undefined || newest.ts === conversation.lastReadTs) return;
      positions.set(channel, newest.ts);
      store.dispatch({ type: 'read', channel, ts: newest.ts });
    },
  };
}
