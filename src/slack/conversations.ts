import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { messageOf } from '../errors.js';
import type { Log } from '../log.js';

/** Every type of conversation that Rollcall can be in. */
export const CONVERSATION_TYPES = 'public_channel,private_channel,mpim,im';

/** Whether a conversation is between Rollcall and one person. */
export function isDirectMessage(channelId: string): boolean {
  return channelId.startsWith('D');
}

const pageSchema = z.object({ channels: z.array(z.object({ id: z.string(), name: z.string().nullish() })) });

/** The ids of the conversations that both a person and Rollcall are in. The person may see what happens there. */
export async function listVisibleChannels(
  deps: { readonly slack: WebClient },
  userId: string,
): Promise<ReadonlySet<string>> {
  return new Set((await listVisibleConversations(deps, userId)).keys());
}

/** The same with their names by id; direct messages have an empty one. */
export async function listVisibleConversations(
  deps: { readonly slack: WebClient },
  userId: string,
): Promise<ReadonlyMap<string, string>> {
  const visible = new Map<string, string>();
  const pages = deps.slack.paginate('users.conversations', {
    user: userId,
    types: CONVERSATION_TYPES,
    limit: 200,
  });
  for await (const page of pages) {
    for (const { id, name } of pageSchema.safeParse(page).data?.channels ?? []) visible.set(id, name ?? '');
  }
  return visible;
}

/** The address of a message; undefined if Slack gives none, for example because the message is gone. */
export async function linkToMessage(
  deps: { readonly slack: WebClient; readonly log: Log },
  channelId: string,
  messageTs: string,
): Promise<string | undefined> {
  try {
    return (await deps.slack.chat.getPermalink({ channel: channelId, message_ts: messageTs })).permalink;
  } catch (error) {
    deps.log.info(`No link to a message: ${messageOf(error)}`);
    return undefined;
  }
}
