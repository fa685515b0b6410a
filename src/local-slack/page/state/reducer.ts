import type { Channel, Message, Workspace } from '../slack/types.js';
import { announce } from './announce.js';
import type { Change, StreamEvent } from './changes.js';
import { countReply, isReply, mergeFetched, react, removeMessage } from './messages.js';
import { type Conversation, EMPTY_CONVERSATION, type State, type Status } from './model.js';

/** The state after one change. Pure: the same state and change always give the same result. */
export function reduce(state: State, change: Change): State {
  switch (change.type) {
    case 'streamed':
      return onStreamed(state, change.event, change.open);
    case 'workspace-loaded':
      return { ...state, isReady: true, workspace: change.workspace, views: change.views, home: change.home };
    case 'connection':
      return { ...state, connection: change.connection };
    case 'history-loading':
      return inConversation(state, change.channel, (c) => ({
        ...c,
        history: c.history === 'ready' ? 'ready' : 'loading',
      }));
    case 'history-loaded':
      return inConversation(state, change.channel, (c) => ({
        ...c,
        history: 'ready',
        // A reload does not tell whether there are posts older than those loaded before.
        hasOlder: c.history === 'ready' ? c.hasOlder : change.hasOlder,
        messages: mergeFetched(c.messages, change.messages, (known) => !isReply(known)),
        lastReadTs: later(c.lastReadTs, change.lastReadTs),
      }));
    case 'older-loaded':
      return inConversation(state, change.channel, (c) => ({
        ...c,
        hasOlder: change.hasOlder,
        messages: mergeFetched(c.messages, change.messages, () => false),
      }));
    case 'history-failed':
      return inConversation(state, change.channel, (c) => ({
        ...c,
        history: c.history === 'ready' ? 'ready' : 'failed',
      }));
    case 'thread-loading':
      return setThread(state, change.channel, change.thread, 'loading');
    case 'thread-loaded':
      return inConversation(state, change.channel, (c) => ({
        ...c,
        threads: { ...c.threads, [change.thread]: 'ready' },
        messages: mergeFetched(c.messages, change.messages, (known) => known.thread_ts === change.thread),
      }));
    case 'thread-failed':
      return setThread(state, change.channel, change.thread, 'failed');
    case 'read':
      return inConversation(state, change.channel, (c) => ({ ...c, lastReadTs: later(c.lastReadTs, change.ts) }));
    case 'dismissed':
      return inConversation(state, change.channel, (c) => ({ ...c, messages: removeMessage(c.messages, change.ts) }));
    case 'view-closed':
      return { ...state, views: state.views.filter((view) => view.id !== change.viewId) };
    case 'all-views-closed':
      return { ...state, views: [] };
  }
}

function onStreamed(
  state: State,
  event: StreamEvent,
  open: { channel?: string | undefined; thread?: string | undefined },
): State {
  switch (event.type) {
    case 'message':
    case 'ephemeral': {
      const message = event.type === 'ephemeral' ? { ...event.message, is_ephemeral: true } : event.message;
      const next = inConversation(state, event.channel, (c) => addMessage(c, message));
      return { ...next, announcement: announce(state, event.channel, message, open) ?? state.announcement };
    }
    case 'message_changed':
      return inConversation(state, event.channel, (c) => changeMessage(c, event.message));
    case 'message_deleted':
      return inConversation(state, event.channel, (c) => ({ ...c, messages: removeMessage(c.messages, event.ts) }));
    case 'status':
      return inConversation(state, event.channel, (c) => ({
        ...c,
        statuses: withStatus(c.statuses, event.threadTs, { user: event.user, text: event.status }),
      }));
    case 'reaction':
      return inConversation(state, event.channel, (c) => ({ ...c, messages: react(c.messages, event) }));
    case 'view_opened':
      return { ...state, views: [...state.views.filter((view) => view.id !== event.view.id), event.view] };
    case 'view_updated':
      return { ...state, views: state.views.map((view) => (view.id === event.view.id ? event.view : view)) };
    case 'view_closed':
      return { ...state, views: state.views.filter((view) => view.id !== event.viewId) };
    case 'home':
      return { ...state, home: event.view };
    case 'channel':
    case 'channel_left':
      return { ...state, workspace: withChannel(state.workspace, event.channel, event.type === 'channel') };
    case 'app':
      return {
        ...state,
        workspace: { ...state.workspace, app: { ...state.workspace.app, connected: event.connected } },
      };
  }
}

function addMessage(conversation: Conversation, message: Message): Conversation {
  const isNew = conversation.messages[message.ts] === undefined;
  const messages = { ...conversation.messages, [message.ts]: message };
  return { ...conversation, messages: isNew ? countReply(messages, message, 1) : messages };
}

function changeMessage(conversation: Conversation, message: Message): Conversation {
  const known = conversation.messages[message.ts];
  return {
    ...conversation,
    messages: { ...conversation.messages, [message.ts]: { ...threadFields(known), ...message } },
  };
}

/** The thread fields, which the event of an edit lacks. */
function threadFields(message: Message | undefined): Partial<Message> {
  if (message === undefined) return {};
  const { thread_ts, reply_count, reply_users, latest_reply, is_ephemeral } = message;
  return {
    ...(thread_ts !== undefined && { thread_ts }),
    ...(reply_count !== undefined && { reply_count }),
    ...(reply_users !== undefined && { reply_users }),
    ...(latest_reply !== undefined && { latest_reply }),
    ...(is_ephemeral !== undefined && { is_ephemeral }),
  };
}

function inConversation(state: State, channel: string, change: (conversation: Conversation) => Conversation): State {
  const before = state.conversations[channel] ?? EMPTY_CONVERSATION;
  return { ...state, conversations: { ...state.conversations, [channel]: change(before) } };
}

function setThread(state: State, channel: string, thread: string, loading: 'loading' | 'failed'): State {
  return inConversation(state, channel, (c) => ({
    ...c,
    threads: { ...c.threads, [thread]: c.threads[thread] === 'ready' ? 'ready' : loading },
  }));
}

function withStatus(statuses: Conversation['statuses'], thread: string, status: Status): Conversation['statuses'] {
  const { [thread]: _, ...others } = statuses;
  return status.text === '' ? others : { ...others, [thread]: status };
}

/** The stream reports changes of every channel; the sidebar lists only those this person is in. */
function withChannel(workspace: Workspace, channel: Channel, isThere: boolean): Workspace {
  const others = workspace.channels.filter((known) => known.id !== channel.id);
  const isMine = isThere && channel.is_member !== false;
  return { ...workspace, channels: isMine ? [...others, channel] : others };
}

function later(a: string, b: string): string {
  return Number(a) >= Number(b) ? a : b;
}
