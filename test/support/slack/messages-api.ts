import { BOT_ID, BOT_USER, CHANNEL } from './ids.js';
import { type Method, page } from './method.js';
import { Refusal, requireAcceptableBlocks } from './refusal.js';
import type { Args, SlackState, StoredMessage } from './state.js';

const OWN = { type: 'message', user: BOT_USER, bot_id: BOT_ID };

/** `chat.*`, `conversations.*`, and the status of a thread. */
export function messageMethods(state: SlackState): Record<string, Method> {
  function requireMessage(args: Args): StoredMessage {
    const found = state.message(String(args['channel']), String(args['ts'] ?? args['message_ts']));
    if (found === undefined) throw new Refusal('message_not_found');
    return found;
  }

  function requireMembership(channel: string): void {
    if (channel.startsWith('C') && !state.isBotIn(channel)) throw new Refusal('not_in_channel');
  }

  /** As the API answers with it: the payload of metadata only for who asks for it, the size of a thread at its start. */
  function render(message: StoredMessage, args: Args): Record<string, unknown> {
    const { channel, edits: _, metadata, ...rest } = message;
    const replies = state.messagesOf(channel, message.ts).slice(1);
    return {
      ...rest,
      ...(metadata === undefined
        ? {}
        : {
            metadata:
              args['include_all_metadata'] === 'true'
                ? metadata
                : { event_type: metadata.event_type, event_payload: {} },
          }),
      ...(replies.length === 0
        ? {}
        : { thread_ts: message.ts, reply_count: replies.length, latest_reply: replies.at(-1)?.ts }),
    };
  }

  const isWithin = (args: Args) => (message: StoredMessage) => {
    const ts = Number(message.ts);
    const oldest = Number(args['oldest'] ?? 0);
    const latest = Number(args['latest'] ?? Number.POSITIVE_INFINITY);
    return args['inclusive'] === 'true' ? ts >= oldest && ts <= latest : ts > oldest && ts < latest;
  };

  return {
    'chat.postMessage'(args) {
      const channel = String(args['channel']);
      requireMembership(channel);
      requireAcceptableBlocks(state, args['blocks']);
      const message = { edits: 0, ...args, ...OWN, channel, ts: state.nextTs(), text: String(args['text'] ?? '') };
      state.put(message as StoredMessage);
      // A message of the app ends the status in its thread.
      if (typeof args['thread_ts'] === 'string')
        state.statuses.push({ channel, thread_ts: args['thread_ts'], status: '' });
      return { channel, ts: message.ts };
    },
    'chat.update'(args) {
      const message = requireMessage(args);
      if (message.user !== BOT_USER) throw new Refusal('cant_update_message');
      requireAcceptableBlocks(state, args['blocks']);
      state.put({ ...message, ...args, edits: message.edits + 1 } as StoredMessage);
      return { channel: message.channel, ts: message.ts };
    },
    'chat.delete'(args) {
      const message = requireMessage(args);
      if (message.user !== BOT_USER) throw new Refusal('cant_delete_message');
      state.delete(message.channel, message.ts);
      return {};
    },
    'chat.postEphemeral'(args) {
      requireMembership(String(args['channel']));
      requireAcceptableBlocks(state, args['blocks']);
      state.ephemerals.push(args as unknown as (typeof state.ephemerals)[number]);
      return { message_ts: '1' };
    },
    'chat.getPermalink'(args) {
      const { channel, ts } = requireMessage(args);
      return { permalink: permalinkOf(ts, channel) };
    },
    'conversations.history'(args) {
      const channel = String(args['channel']);
      requireMembership(channel);
      const messages = state
        .messagesOf(channel)
        .filter(({ ts, thread_ts: thread, subtype }) => {
          return thread === undefined || thread === ts || subtype === 'thread_broadcast';
        })
        .filter(isWithin(args))
        .reverse();
      return page(
        state,
        args,
        'messages',
        messages.map((message) => render(message, args)),
      );
    },
    'conversations.replies'(args) {
      const channel = String(args['channel']);
      requireMembership(channel);
      const asked = state.message(channel, String(args['ts']));
      if (asked === undefined) throw new Refusal('thread_not_found');
      const isReply = asked.thread_ts !== undefined && asked.thread_ts !== asked.ts;
      const [first, ...replies] = isReply ? [asked] : state.messagesOf(channel, asked.ts);
      const shown = [...(first === undefined ? [] : [first]), ...replies.filter(isWithin(args))];
      return page(
        state,
        args,
        'messages',
        shown.map((message) => render(message, args)),
      );
    },
    'assistant.threads.setStatus'(args) {
      const { channel_id: channel, thread_ts, status } = args;
      state.statuses.push({ channel: String(channel), thread_ts: String(thread_ts), status: String(status) });
      return {};
    },
    respond(args) {
      state.commandAnswers.push(args as unknown as (typeof state.commandAnswers)[number]);
      return {};
    },
  };
}

/** The address of a message in the workspace of the tests. */
export function permalinkOf(ts: string, channel = CHANNEL): string {
  return `https://test.slack.com/archives/${channel}/p${ts.replace('.', '')}`;
}
