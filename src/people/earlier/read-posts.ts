import { z } from 'zod';
import type { EarlierTask } from '../../clarifai/recognizer.js';
import type { Deps } from '../../deps.js';
import { isLater } from '../../replies/catch-up/read-messages.js';
import { type PhotoPost, readPost } from '../../replies/message-event.js';
import { unlessGone } from '../../slack/errors.js';

type ReadDeps = Pick<Deps, 'backgroundSlack' | 'bot'>;

/** A message of a channel. */
interface ChannelMessage {
  readonly ts: string;
  /** Undefined if it is not a person's post with files. */
  readonly post: PhotoPost | undefined;
  readonly hasReplies: boolean;
}

const MESSAGES_PER_PAGE = 100;

const messagesSchema = z.array(
  z.looseObject({ ts: z.string(), subtype: z.string().optional(), reply_count: z.number().optional() }),
);

/** The next older messages of a channel, the newest first. */
export async function readPage(
  { backgroundSlack, bot }: ReadDeps,
  { channelId, readTo }: Pick<EarlierTask, 'channelId' | 'readTo'>,
): Promise<{ readonly messages: readonly ChannelMessage[]; readonly hasMore: boolean }> {
  const answer = await backgroundSlack.conversations.history({
    channel: channelId,
    limit: MESSAGES_PER_PAGE,
    ...(readTo === '' ? {} : { latest: readTo }),
  });
  const messages = messagesSchema.parse(answer.messages ?? []);
  return {
    messages: messages.map((message) => ({
      ts: message.ts,
      post: readPersonsPost(message, channelId, bot.teamId),
      hasReplies: (message.reply_count ?? 0) > 0,
    })),
    hasMore: answer.has_more === true && messages.length > 0,
  };
}

/**
 * The posts in one thread, the oldest first, without its first message and without replies that are also sent to the channel, where
 * {@link readPage} finds them. None if the thread was deleted.
 * @param after `ts` of the last reply that was read.
 */
export async function* readThread(
  { backgroundSlack, bot }: ReadDeps,
  channelId: string,
  ts: string,
  after: string,
): AsyncGenerator<PhotoPost> {
  let cursor: string | undefined;
  do {
    const answer = await unlessGone(
      backgroundSlack.conversations.replies({
        channel: channelId,
        ts,
        oldest: after,
        limit: MESSAGES_PER_PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      }),
    );
    for (const message of messagesSchema.parse(answer?.messages ?? [])) {
      // Slack repeats the first message of the thread on every page.
      if (!isLater(message.ts, after) || message.subtype === 'thread_broadcast') continue;
      const post = readPersonsPost(message, channelId, bot.teamId);
      if (post !== undefined) yield post;
    }
    cursor = answer?.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
}

/** @returns undefined also for what apps posted. */
function readPersonsPost(message: object, channelId: string, teamId: string): PhotoPost | undefined {
  const post = readPost({ ...message, channel: channelId }, teamId);
  return post?.isThroughApp === true ? undefined : post;
}
