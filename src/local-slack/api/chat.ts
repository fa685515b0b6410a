import { z } from 'zod';
import type { Conversation } from '../conversation/conversation.js';
import { BOT } from '../workspace/identity.js';
import { renderMessage } from '../workspace/render-message.js';
import type { Workspace } from '../workspace/workspace.js';
import { flag, json, optionalText, text, ts } from './arguments.js';
import { checkThread, existingMessage, isOwn, knownChannel, writableChannel } from './channel-access.js';
import { contentArguments, readContent, readMetadata } from './message-content.js';
import { BOT_ONLY, EVERYONE, type Methods, method } from './method.js';
import { SlackError } from './slack-error.js';

/** chat.postMessage truncates longer text, chat.update rejects it. */
const MAX_UPDATED_TEXT = 4000;
const MAX_FILES = 10;

const optionalTs = z.preprocess((value) => (value === '' ? undefined : value), ts.optional());

export function chatMethods(workspace: Workspace, conversation: Conversation): Methods {
  return {
    'chat.postMessage': method({
      callers: EVERYONE,
      scopes: ['chat:write'],
      schema: z.object({ channel: text, ...contentArguments, thread_ts: optionalTs, reply_broadcast: flag }),
      run(input, caller) {
        const channel = writableChannel(workspace, conversation, caller, input.channel);
        const content = readContent(workspace, caller.userId, input);
        if (content.text === '' && content.blocks === undefined) throw new SlackError('no_text');
        checkThread(workspace, channel.id, input.thread_ts);
        const message = conversation.post({
          channel: channel.id,
          user: caller.userId,
          ...content,
          threadTs: input.thread_ts,
          subtype: input.thread_ts !== undefined && input.reply_broadcast ? 'thread_broadcast' : undefined,
          metadata: readMetadata(input.metadata) ?? undefined,
        });
        return { channel: channel.id, ts: message.ts, message: renderMessage(workspace, message) };
      },
    }),

    'chat.update': method({
      callers: EVERYONE,
      scopes: ['chat:write'],
      schema: z.object({ channel: text, ts, ...contentArguments, file_ids: json, reply_broadcast: flag }),
      run(input, caller) {
        const channel = knownChannel(workspace, caller, input.channel);
        const before = existingMessage(workspace, channel.id, input.ts);
        if (!isOwn(caller, before)) throw new SlackError('cant_update_message');
        if ((input.text?.length ?? 0) > MAX_UPDATED_TEXT) throw new SlackError('msg_too_long');
        const metadata = readMetadata(input.metadata);
        const fileIds = readFileIds(workspace, caller.userId, input.file_ids);
        const content = readContent(workspace, caller.userId, input);
        const saysSomething = content.text !== '' || content.blocks !== undefined;
        if (!saysSomething && metadata === undefined && fileIds === undefined) throw new SlackError('no_text');
        const after = {
          ...before,
          // Text alone removes the blocks; blocks alone keep the text: https://docs.slack.dev/reference/methods/chat.update
          ...(saysSomething && { text: input.text ?? input.markdown_text ?? (before.text || content.text) }),
          ...(saysSomething && { blocks: content.blocks }),
          ...(input.text !== undefined && { edited: { user: caller.userId, ts: workspace.clock.nextTs() } }),
          ...(metadata !== undefined && { metadata: metadata ?? undefined }),
          ...(fileIds !== undefined && { fileIds }),
        };
        conversation.change(before, after);
        const message = renderMessage(workspace, after);
        return { channel: channel.id, ts: after.ts, text: after.text, message };
      },
    }),

    'chat.delete': method({
      callers: EVERYONE,
      scopes: ['chat:write'],
      schema: z.object({ channel: text, ts }),
      run(input, caller) {
        const channel = knownChannel(workspace, caller, input.channel);
        const message = existingMessage(workspace, channel.id, input.ts);
        if (!isOwn(caller, message)) throw new SlackError('cant_delete_message');
        conversation.remove(message);
        workspace.purge();
        return { channel: channel.id, ts: message.ts };
      },
    }),

    'chat.postEphemeral': method({
      callers: BOT_ONLY,
      scopes: ['chat:write'],
      schema: z.object({ channel: text, user: text, ...contentArguments, thread_ts: optionalTs }),
      run(input, caller) {
        const channel = writableChannel(workspace, conversation, caller, input.channel);
        if (workspace.people.find(input.user) === undefined) throw new SlackError('user_not_found');
        if (!workspace.channels.isMember(channel.id, input.user)) throw new SlackError('user_not_in_channel');
        const content = readContent(workspace, caller.userId, input);
        if (content.text === '' && content.blocks === undefined) throw new SlackError('no_text');
        checkThread(workspace, channel.id, input.thread_ts);
        const { ts: messageTs } = conversation.showEphemeral({
          channel: channel.id,
          user: BOT.userId,
          shownTo: input.user,
          ...content,
          threadTs: input.thread_ts,
        });
        return { message_ts: messageTs };
      },
    }),

    'chat.getPermalink': method({
      callers: EVERYONE,
      schema: z.object({ channel: text, message_ts: ts }),
      run(input, caller) {
        const channel = knownChannel(workspace, caller, input.channel);
        const message = existingMessage(workspace, channel.id, input.message_ts);
        const thread = message.threadTs === undefined ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
        const permalink = `${workspace.pageUrl}/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`;
        return { channel: channel.id, permalink };
      },
    }),
  };
}

function readFileIds(workspace: Workspace, person: string, input: unknown): string[] | undefined {
  if (input === undefined) return undefined;
  const ids = z.array(optionalText).max(MAX_FILES).safeParse(input);
  if (!ids.success)
    throw new SlackError('invalid_arguments', ['[ERROR] must provide an array [json-pointer:/file_ids]']);
  return ids.data.map((id = '') => {
    const found = workspace.files.find(id);
    if (found?.state !== 'complete' || found.file.owner !== person) throw new SlackError('file_not_found');
    return id;
  });
}
