import { z } from 'zod';
import { checkThread } from '../api/channel-access.js';
import { readContent, readMetadata } from '../api/message-content.js';
import { SlackError } from '../api/slack-error.js';
import type { Conversation } from '../conversation/conversation.js';
import { BOT } from '../workspace/identity.js';
import type { ResponseTarget } from '../workspace/response-urls.js';
import type { Workspace } from '../workspace/workspace.js';

/** What an app may send to a `response_url`, or as the acknowledgement of a command. */
export const responseSchema = z.object({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  attachments: z.unknown().optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).optional(),
  replace_original: z.boolean().optional(),
  delete_original: z.boolean().optional(),
  thread_ts: z.string().optional(),
  metadata: z.unknown().optional(),
});

export type AppResponse = z.output<typeof responseSchema>;

/**
 * Applies an app's response: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 * @throws SlackError with the codes of chat.postMessage
 */
export function respond(
  workspace: Workspace,
  conversation: Conversation,
  target: ResponseTarget,
  response: AppResponse,
): void {
  if (response.delete_original) {
    deleteOriginal(workspace, conversation, target);
    return;
  }
  const content = readContent(workspace, BOT.userId, { ...response, text: response.text || undefined });
  if (content.text === '' && content.blocks === undefined) throw new SlackError('no_text');
  if (response.replace_original && target.original !== undefined) {
    replaceOriginal(workspace, conversation, target, content);
    return;
  }
  checkThread(workspace, target.channel, response.thread_ts);
  const draft = { channel: target.channel, user: BOT.userId, ...content, threadTs: response.thread_ts };
  if (response.response_type === 'in_channel') {
    conversation.post({ ...draft, metadata: readMetadata(response.metadata) ?? undefined });
  } else {
    conversation.showEphemeral({ ...draft, shownTo: target.user });
  }
}

function deleteOriginal(workspace: Workspace, conversation: Conversation, { channel, original }: ResponseTarget): void {
  if (original?.ephemeral) {
    const message = workspace.ephemerals.find(channel, original.ts);
    if (message !== undefined) conversation.removeEphemeral(message);
    return;
  }
  const message = original && workspace.messages.find(channel, original.ts);
  if (message === undefined) throw new SlackError('message_not_found');
  conversation.remove(message);
}

function replaceOriginal(
  workspace: Workspace,
  conversation: Conversation,
  { channel, user, original }: ResponseTarget,
  content: ReturnType<typeof readContent>,
): void {
  if (original?.ephemeral) {
    const draft = { channel, user: BOT.userId, shownTo: user, ts: original.ts, threadTs: original.threadTs };
    conversation.replaceEphemeral({ ...draft, ...content });
    return;
  }
  const message = original && workspace.messages.find(channel, original.ts);
  if (message === undefined) throw new SlackError('message_not_found');
  if (message.user !== BOT.userId) throw new SlackError('cant_update_message');
  conversation.change(message, { ...message, ...content });
}
