import type { Option, OptionGroup, View } from './blocks.js';
import { refusalOf, SlackRefusal } from './errors.js';
import type { AppInfo, Channel, Message, Sample, User } from './types.js';

/** The message or view that contains an element, in the format of `/local/…`. */
export type ContainerRef = { channel: string; message_ts: string } | { view_id: string };

/** What a person chose or typed, in the field that belongs to the element (docs/local-slack.md). */
export interface Choice {
  value?: string;
  selected_option?: Option | null;
  selected_options?: Option[];
  selected_user?: string | null;
  selected_users?: string[];
}

/** The state of inputs: `values[block_id][action_id]`. */
export type InputValues = Record<string, Record<string, Choice & { type?: string }>>;

export interface Suggested {
  options?: Option[];
  option_groups?: OptionGroup[];
}

export interface SubmissionAck {
  response_action?: 'errors' | 'update' | 'push' | 'clear';
  errors?: Record<string, string>;
}

interface WorkspaceAnswer {
  team: { id: string; name: string };
  users: User[];
  channels: Channel[];
  bot_user_id: string;
  app: AppInfo;
}

type Arguments = Readonly<Record<string, string | number | boolean | undefined>>;

/** The API of local Slack for one person. Every call throws `SlackRefusal`, or `TypeError` when the server does not answer. */
export type SlackApi = ReturnType<typeof createSlackApi>;

/** @param user the id of the person who makes the calls. */
export function createSlackApi(user: string) {
  const token = createTokenSource(user);
  /** Calls a method of the Web API. */
  const call = async <T>(method: string, args: Arguments = {}): Promise<T> => {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(args)) if (value !== undefined) body.set(name, String(value));
    const send = async () => {
      const headers = { Authorization: `Bearer ${await token.get()}` };
      return read<T>(await fetch(`/api/${method}`, { method: 'POST', headers, body }));
    };
    try {
      return await send();
    } catch (error) {
      // The server has a new data folder, with new tokens.
      if (!(error instanceof SlackRefusal) || error.code !== 'invalid_auth') throw error;
      token.forget();
      return send();
    }
  };
  /** Acts as the person, for what Slack has no public method for. */
  const act = async <T>(action: string, body: object): Promise<T> => {
    const response = await fetch(`/local/${action}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ user, ...body }),
    });
    const { ack } = await read<{ ack: T }>(response);
    return ack;
  };

  return {
    user,
    call,

    workspace: async () => read<WorkspaceAnswer>(await fetch('/local/workspace')),
    views: async () => read<{ views: View[]; home: View | null }>(await fetch(`/local/views?user=${user}`)),
    samples: async () => (await read<{ samples: Sample[] }>(await fetch('/local/samples'))).samples,

    myChannels: async () =>
      (
        await call<{ channels: Channel[] }>('users.conversations', {
          types: 'public_channel,private_channel,mpim,im',
          limit: 200,
        })
      ).channels,
    /** The newest posts, or the newest before `latest`. */
    history: (channel: string, latest?: string) =>
      call<{ messages: Message[]; has_more: boolean }>('conversations.history', { channel, limit: 200, latest }),
    members: async (channel: string) =>
      (await call<{ members: string[] }>('conversations.members', { channel, limit: 1000 })).members,
    invite: (channel: string, users: string) => call('conversations.invite', { channel, users }),
    removeFrom: (channel: string, user: string) => call('conversations.kick', { channel, user }),
    replies: async (channel: string, ts: string) =>
      (await call<{ messages: Message[] }>('conversations.replies', { channel, ts, limit: 1000 })).messages,
    postMessage: (channel: string, text: string, thread_ts?: string) =>
      call<{ ts: string }>('chat.postMessage', { channel, text, thread_ts }),
    deleteMessage: (channel: string, ts: string) => call('chat.delete', { channel, ts }),
    addReaction: (channel: string, timestamp: string, name: string) =>
      call('reactions.add', { channel, timestamp, name }),
    removeReaction: (channel: string, timestamp: string, name: string) =>
      call('reactions.remove', { channel, timestamp, name }),

    blockAction: (
      container: ContainerRef,
      block_id: string,
      action_id: string,
      choice: Choice,
      state?: { values: InputValues },
    ) => act('block_actions', { ...container, block_id, action_id, ...choice, ...(state && { state }) }),
    blockSuggestion: (container: ContainerRef, block_id: string, action_id: string, value: string) =>
      act<Suggested>('block_suggestion', { ...container, block_id, action_id, value }),
    command: (channel: string, command: string, text: string) => act('commands', { channel, command, text }),
    messageShortcut: (callback_id: string, channel: string, message_ts: string) =>
      act('shortcuts', { callback_id, channel, message_ts }),
    globalShortcut: (callback_id: string) => act('shortcuts', { callback_id }),
    submitView: (view_id: string, values: InputValues) =>
      act<SubmissionAck>('view_submission', { view_id, state: { values } }),
    closeView: (view_id: string, is_cleared: boolean) => act('view_closed', { view_id, is_cleared }),
    openHome: (tab: 'home' | 'messages') => act('app_home_opened', { tab }),
  };
}

/** Requests the token of a person once, and again after a failure. */
function createTokenSource(user: string) {
  let pending: Promise<string> | undefined;
  const request = async () => {
    const { token } = await read<{ token: string }>(await fetch(`/local/token?user=${encodeURIComponent(user)}`));
    return token;
  };
  return {
    async get(): Promise<string> {
      pending ??= request();
      try {
        return await pending;
      } catch (error) {
        pending = undefined;
        throw error;
      }
    },
    forget: () => {
      pending = undefined;
    },
  };
}

interface Answer {
  ok: boolean;
  error?: string;
  detail?: string;
  errors?: Record<string, string>;
}

/** Reads a reply. Its type is not checked: the page and its server are built together. @throws SlackRefusal */
async function read<T>(response: Response): Promise<T> {
  if (!response.ok) throw refusalOf(response.status, `the server answered ${response.status}`);
  const answer: Answer & T = await response.json();
  if (!answer.ok) throw new SlackRefusal(answer.error ?? 'unknown_error', answer.detail, answer.errors);
  return answer;
}
