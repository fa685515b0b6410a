import { z } from 'zod';
import { type Channel, type ChannelKind, showChannel, toSlackChannels } from '../workspace/channels.js';
import type { Message } from '../workspace/messages.js';
import { renderMessage } from '../workspace/render-message.js';
import type { Workspace } from '../workspace/workspace.js';
import { bound, count, flag, optionalList, optionalText, text, ts } from './arguments.js';
import { knownChannel, readableChannel } from './channel-access.js';
import { type Caller, EVERYONE, type Methods, method } from './method.js';
import { makeCursor, pageOf, readCursor } from './paging.js';
import { SlackError } from './slack-error.js';

const READ_SCOPES = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];
const HISTORY_SCOPES = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];
const MAX_PAGE = 1000;

const KINDS: Readonly<Record<string, ChannelKind>> = {
  public_channel: 'public',
  private_channel: 'private',
  im: 'im',
  mpim: 'mpim',
};

/** The arguments of methods that list channels. */
export const channelListArguments = {
  types: optionalList,
  exclude_archived: flag,
  cursor: optionalText,
  limit: count(100, MAX_PAGE),
};

/** A page of the channels of the given kinds. @throws SlackError `invalid_types` */
export function listChannels(
  workspace: Workspace,
  viewer: string,
  input: { types?: string[] | undefined; cursor?: string | undefined; limit: number },
  isWanted: (channel: Channel) => boolean,
) {
  const kinds = (input.types ?? ['public_channel']).map((name) => {
    const kind = KINDS[name];
    if (kind === undefined) throw new SlackError('invalid_types');
    return kind;
  });
  const wanted = workspace.channels.all().filter((channel) => kinds.includes(channel.kind) && isWanted(channel));
  const page = pageOf(wanted, (channel) => channel.id, input.limit, input.cursor);
  return {
    channels: toSlackChannels(workspace.channels, page.items, viewer),
    response_metadata: { next_cursor: page.nextCursor },
  };
}

const rangeArguments = {
  oldest: bound,
  latest: bound,
  inclusive: flag,
  limit: count(100, 999),
  cursor: optionalText,
  include_all_metadata: flag,
};

/** The methods that read channels. `membership.ts` has those that change who is in them. */
export function conversationMethods(workspace: Workspace): Methods {
  const { channels } = workspace;

  const show = (channel: Channel, caller: Caller) => showChannel(channels, channel, caller.userId);

  function renderForHistory(message: Message, includeMetadata: boolean | undefined) {
    const { metadata, ...rendered } = renderMessage(workspace, message);
    if (message.metadata === undefined) return rendered;
    return { ...rendered, metadata: includeMetadata ? metadata : { event_type: message.metadata.event_type } };
  }

  return {
    'conversations.list': method({
      callers: EVERYONE,
      scopes: READ_SCOPES,
      schema: z.object(channelListArguments),
      run(input, caller) {
        const own = channels.ofPerson(caller.userId);
        const isVisible = ({ id, kind }: Channel) => kind === 'public' || own.has(id);
        return listChannels(workspace, caller.userId, input, isVisible);
      },
    }),

    'conversations.info': method({
      callers: EVERYONE,
      scopes: READ_SCOPES,
      schema: z.object({ channel: text, include_num_members: flag }),
      run: (input, caller) => ({ channel: show(knownChannel(workspace, caller, input.channel), caller) }),
    }),

    'conversations.history': method({
      callers: EVERYONE,
      scopes: HISTORY_SCOPES,
      schema: z.object({ channel: text, ...rangeArguments }),
      run(input, caller) {
        const channel = readableChannel(workspace, caller, input.channel);
        const from = input.cursor === undefined ? {} : { latest: readCursor(input.cursor), inclusive: true };
        const found = workspace.messages.history(channel.id, { ...input, ...from, limit: input.limit + 1 });
        const next = found[input.limit];
        return {
          messages: found.slice(0, input.limit).map((message) => renderForHistory(message, input.include_all_metadata)),
          has_more: next !== undefined,
          pin_count: 0,
          response_metadata: { next_cursor: next === undefined ? '' : makeCursor(next.ts) },
        };
      },
    }),

    'conversations.replies': method({
      callers: EVERYONE,
      scopes: HISTORY_SCOPES,
      schema: z.object({ channel: text, ts, ...rangeArguments }),
      run(input, caller) {
        const channel = readableChannel(workspace, caller, input.channel);
        const found = workspace.messages.find(channel.id, input.ts);
        const parent = found?.threadTs === undefined ? found : workspace.messages.find(channel.id, found.threadTs);
        if (parent === undefined) throw new SlackError('thread_not_found');
        const from = input.cursor === undefined ? {} : { oldest: readCursor(input.cursor), inclusive: true };
        const replies = workspace.messages.replies(channel.id, parent.ts, {
          ...input,
          ...from,
          limit: input.limit + 1,
        });
        // Every page starts with the parent, as in Slack, and the parent counts towards the page size.
        const shown = replies.slice(0, Math.max(1, input.limit - 1));
        const next = replies[shown.length];
        return {
          messages: [parent, ...shown].map((message) => renderForHistory(message, input.include_all_metadata)),
          has_more: next !== undefined,
          response_metadata: { next_cursor: next === undefined ? '' : makeCursor(next.ts) },
        };
      },
    }),

    'conversations.members': method({
      callers: EVERYONE,
      scopes: READ_SCOPES,
      schema: z.object({ channel: text, cursor: optionalText, limit: count(100, MAX_PAGE) }),
      run(input, caller) {
        const channel = knownChannel(workspace, caller, input.channel);
        const page = pageOf(channels.members(channel.id), (id) => id, input.limit, input.cursor);
        return { members: page.items, response_metadata: { next_cursor: page.nextCursor } };
      },
    }),
  };
}
