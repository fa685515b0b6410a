import type { View } from '../slack/blocks.js';
import type { Message, Workspace } from '../slack/types.js';

export type Loading = 'idle' | 'loading' | 'ready' | 'failed';

/** The messages of one channel that the page knows, posts and replies alike, by `ts`. */
export interface Conversation {
  history: Loading;
  /** Whether there are posts before the oldest one that is known. */
  hasOlder: boolean;
  messages: Readonly<Record<string, Message>>;
  /** Threads whose replies have been fetched (or are being fetched), by the `ts` of the post they hang on. */
  threads: Readonly<Record<string, Loading>>;
  /** The newest post that the person has seen; '0' when none. */
  lastReadTs: string;
  /** What an app says it is doing ("is looking for faces…"), by thread. */
  statuses: Readonly<Record<string, Status>>;
}

export interface Status {
  user: string;
  text: string;
}

export interface State {
  workspace: Workspace;
  /** True once the workspace has been read. */
  isReady: boolean;
  /** The person whose eyes we see through. */
  me: string;
  connection: 'connecting' | 'open' | 'lost';
  conversations: Readonly<Record<string, Conversation>>;
  /** Open modals, the topmost last. */
  views: readonly View[];
  home: View | undefined;
  /** The last arrival worth reading out, for screen readers. */
  announcement: string;
}

/** What was typed and attached so far. */
export interface DraftContent {
  readonly text: string;
  readonly files: readonly File[];
}

export const EMPTY_CONVERSATION: Conversation = {
  history: 'idle',
  hasOlder: false,
  messages: {},
  threads: {},
  lastReadTs: '0',
  statuses: {},
};

/** Before anything is known. */
export function emptyState(me: string): State {
  return {
    workspace: {
      team: { id: '', name: '' },
      users: [],
      channels: [],
      bot_user_id: '',
      app: { id: '', name: '', connected: true, commands: [], shortcuts: [] },
    },
    isReady: false,
    me,
    connection: 'connecting',
    conversations: {},
    views: [],
    home: undefined,
    announcement: '',
  };
}
