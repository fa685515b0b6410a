import { z } from 'zod';
import type { Deps } from '../../deps.js';
import { messageOf } from '../../errors.js';
import { CONVERSATION_TYPES } from '../../slack/conversations.js';
import { isRefusedAs } from '../../slack/errors.js';
import type { BotIdentity } from '../../slack/identity.js';
import type { ReplyPlace, ReplyRef } from '../find-reply.js';
import { filesOf, type PhotoPost, type RemovedPhotos, readPost } from '../message-event.js';
import { fileIdOf } from '../reply-remover.js';
import { type ReplyState, readReplyState } from '../reply-state.js';

/** A recent post with files. */
export interface RecentPost {
  readonly post: PhotoPost;
  /** Our reply to it, if there is one. */
  readonly reply: (ReplyRef & { readonly state: ReplyState }) | undefined;
}

/** The recent posts and deletions of one conversation. */
interface Recent {
  /** Oldest first. */
  readonly posts: readonly RecentPost[];
  /** Deleted photos that our replies still show. */
  readonly removed: readonly RemovedPhotos[];
  /** Threads with more than one reply of ours to the same post. */
  readonly doubled: readonly ReplyPlace[];
}

type ReadDeps = Pick<Deps, 'backgroundSlack' | 'bot' | 'log'>;

const PER_PAGE = 200;
/** Older posts can be answered with “Name faces”. */
const MAX_PAGES = 5;

/** Ids of every conversation the bot is in. @throws Slack's refusal, 'permission missing' among them. */
export async function* listConversations({ backgroundSlack }: ReadDeps): AsyncGenerator<string> {
  let cursor: string | undefined;
  do {
    const page = await backgroundSlack.users.conversations({
      types: CONVERSATION_TYPES,
      exclude_archived: true,
      limit: PER_PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { id } of page.channels ?? []) if (id !== undefined) yield id;
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
}

/**
 * Posts with files in one conversation since a time, threads included, each with our reply to it; and what was deleted of the
 * posts on the newest page of the conversation, whenever they were posted, and of those since that time.
 * Posts from before the bot joined are ignored.
 * @param since `ts` to begin with.
 */
export async function readRecent(deps: ReadDeps, channelId: string, since: string): Promise<Recent> {
  try {
    const history = await readHistory(deps, channelId, since);
    const joined = history.find(({ subtype, user }) => user === deps.bot.userId && JOINS.has(subtype ?? ''))?.ts;
    const from = joined !== undefined && isLater(joined, since) ? joined : since;
    const posts: RecentPost[] = [];
    const removed: RemovedPhotos[] = [];
    const doubled: ReplyPlace[] = [];
    for (const message of history) {
      const threadTs = message.ts;
      const isRecent = !isLater(from, threadTs);
      const hasNews = (message.reply_count ?? 0) > 0 && !isLater(from, message.latest_reply ?? threadTs);
      const hasLoss = (message.reply_count ?? 0) > 0 && isDeleted(message);
      if (!hasNews && !hasLoss && !(isRecent && filesOf(message).length > 0)) continue;
      const oldest = hasLoss ? threadTs : from;
      const thread = hasNews || hasLoss ? await readThread(deps, channelId, threadTs, oldest) : [];
      // The history also contains the first message of the thread.
      const messages = [message, ...thread.filter(({ ts }) => ts !== threadTs)];
      posts.push(...postsOf({ channelId, threadTs, from, messages }, deps.bot));
      if (hasSecondReply(messages, deps.bot)) doubled.push({ channelId, threadTs });
      removed.push(...findMissedRemovals({ channelId, threadTs, from: oldest, messages }, deps.bot));
    }
    return { posts: posts.toSorted((a, b) => (isLater(a.post.ts, b.post.ts) ? 1 : -1)), removed, doubled };
  } catch (error) {
    // For example when Rollcall was just removed from it.
    if (!isRefusedAs(error, 'not in conversation', 'access limited', 'message gone')) throw error;
    deps.log.debug(`Nothing to catch up with in ${channelId}: ${messageOf(error)}`);
    return { posts: [], removed: [], doubled: [] };
  }
}

const JOINS: ReadonlySet<string> = new Set(['channel_join', 'group_join']);

/** Newest first: at least a page, so that older threads with new replies are found, and everything since. */
async function readHistory({ backgroundSlack }: ReadDeps, channel: string, since: string): Promise<Message[]> {
  return readPages(since, (cursor) => backgroundSlack.conversations.history({ channel, limit: PER_PAGE, ...cursor }));
}

async function readThread(
  { backgroundSlack }: ReadDeps,
  channel: string,
  ts: string,
  oldest: string,
): Promise<Message[]> {
  return readPages(undefined, (cursor) =>
    backgroundSlack.conversations.replies({
      channel,
      ts,
      oldest,
      inclusive: true,
      // Without it Slack leaves out the payload of metadata.
      include_all_metadata: true,
      limit: PER_PAGE,
      ...cursor,
    }),
  );
}

interface Page {
  readonly messages?: readonly unknown[];
  readonly response_metadata?: { readonly next_cursor?: string };
}

/** @param since pages that begin before this are the last that are asked for. */
async function readPages(
  since: string | undefined,
  read: (cursor: { cursor?: string }) => Promise<Page>,
): Promise<Message[]> {
  const found: Message[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await read(cursor === undefined ? {} : { cursor });
    found.push(...(answer.messages ?? []).map((message) => messageSchema.parse(message)));
    cursor = answer.response_metadata?.next_cursor || undefined;
    const last = found.at(-1);
    if (cursor === undefined || (since !== undefined && last !== undefined && isLater(since, last.ts))) break;
  }
  return found;
}

function postsOf({ channelId, threadTs, from, messages }: ReadThread, bot: BotIdentity): RecentPost[] {
  const replies = new Map<string, NonNullable<RecentPost['reply']>>();
  for (const message of messages) {
    const state = message.user === bot.userId ? readReplyState(message.metadata) : undefined;
    if (state !== undefined && !replies.has(state.postTs))
      replies.set(state.postTs, { channelId, threadTs, ts: message.ts, state });
  }
  return messages.flatMap((message) => {
    const post = isLater(from, message.ts) ? undefined : readPost({ ...message, channel: channelId }, bot.teamId);
    if (post === undefined || post.userId === bot.userId) return [];
    return [{ post, reply: replies.get(post.ts) }];
  });
}

function hasSecondReply(messages: readonly Message[], bot: BotIdentity): boolean {
  const answered = messages.flatMap((message) =>
    message.user === bot.userId ? (readReplyState(message.metadata)?.postTs ?? []) : [],
  );
  return new Set(answered).size < answered.length;
}

/** What Slack leaves in place of a deleted message or file. */
const TOMBSTONE = 'tombstone';

/** Deleted posts, and deleted files of posts, that our replies in a thread still show. */
function findMissedRemovals({ channelId, threadTs, from, messages }: ReadThread, bot: BotIdentity): RemovedPhotos[] {
  return messages.flatMap((message) => {
    const state = message.user === bot.userId ? readReplyState(message.metadata) : undefined;
    // Posts before the part that was read may still exist.
    if (state === undefined || isLater(from, state.postTs)) return [];
    const post = messages.find(({ ts }) => ts === state.postTs);
    const isWhole = post === undefined || post.subtype === TOMBSTONE;
    const deleted = new Set(isWhole ? [] : filesOf(post).flatMap((file) => (file.mode === TOMBSTONE ? [file.id] : [])));
    const fileIds = state.photos.map(fileIdOf).filter((id) => isWhole || deleted.has(id));
    return fileIds.length === 0 ? [] : [{ channelId, threadTs, postTs: state.postTs, fileIds, isWhole }];
  });
}

/** Whether a message or one of its files was deleted. */
function isDeleted(message: Message): boolean {
  return message.subtype === TOMBSTONE || filesOf(message).some(({ mode }) => mode === TOMBSTONE);
}

/** A message of a history or a thread, as far as it is looked at here. */
const messageSchema = z.looseObject({
  ts: z.string(),
  user: z.string().optional(),
  subtype: z.string().optional(),
  metadata: z.unknown().optional(),
  reply_count: z.number().optional(),
  latest_reply: z.string().optional(),
});
type Message = z.infer<typeof messageSchema>;

/** The part of a thread that was read. */
interface ReadThread {
  readonly channelId: string;
  readonly threadTs: string;
  /** The lowest `ts` that was read. */
  readonly from: string;
  readonly messages: readonly Message[];
}

/** Whether a `ts` is after another. They are numbers with a fixed count of decimals, too long for a JavaScript number. */
function isLater(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}
