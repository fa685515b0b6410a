import type { WebClient } from '@slack/web-api';
import type { BotIdentity } from './identity.js';

/** A message of the bot in a direct message. */
export interface SentMessage {
  readonly channelId: string;
  readonly ts: string;
}

/** By user, the direct messages that the bot has with them. */
export async function findDirectMessages(slack: WebClient): Promise<Map<string, string>> {
  const channels = new Map<string, string>();
  for await (const page of slack.paginate('users.conversations', { types: 'im', limit: 200 })) {
    const { channels: listed } = page as {
      readonly channels?: readonly { readonly id?: string; readonly user?: string }[];
    };
    for (const { id, user } of listed ?? []) if (id !== undefined && user !== undefined) channels.set(user, id);
  }
  return channels;
}

/** The newest of the bot's messages with such metadata, among the newest 200 of a direct message. */
export async function findOwnMessage(
  { slack, bot }: { readonly slack: WebClient; readonly bot: BotIdentity },
  channelId: string,
  isMeant: (metadata: unknown) => boolean,
): Promise<SentMessage | undefined> {
  const { messages = [] } = await slack.conversations.history({
    channel: channelId,
    limit: 200,
    include_all_metadata: true,
  });
  const found = messages.find(({ user, metadata }) => user === bot.userId && isMeant(metadata));
  return found?.ts === undefined ? undefined : { channelId, ts: found.ts };
}
