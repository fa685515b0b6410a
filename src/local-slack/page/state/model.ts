import type { View } from '../slack/blocks.js';
import type { Message, Workspace } from '../slack/types.js';

export type Loading = 'idle' | 'loading' | 'ready' | 'failed';

/** The loaded messages of one channel. */
export interface Conversation {
  history: Loading;
  /** Whether there are posts older than the loaded ones. */
  hasOlder: boolean;
  messages: Readonly<Record<string, Message>>;
  /** The loading state of threads, by the `ts` of their parents. */
  threads: Readonly<Record<string, Loading>>;
  /** The `ts` of the newest post the person has seen; '0' for none. */
  lastReadTs: string;
  /** The status an app has set ("is looking for faces…"), by thread. */
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
  /** The id of the current person. */
  me: string;
  connection: 'connecting' | 'open' | 'lost';
  conversations: Readonly<Record<string, Conversation>>;
  /** Open modals, the topmost last. */
  views: readonly View[];
  home: View | undefined;
  /** The latest announcement for screen readers. */
  announcement: string;
}

/** The text and files of a draft. */
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

/** The state before anything is loaded. */
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
