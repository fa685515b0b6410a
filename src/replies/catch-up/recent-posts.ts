import { messageOf } from '../../errors.js';
import { isRefusedAs } from '../../slack/errors.js';
import type { BotIdentity } from '../../slack/identity.js';
import type { ReplyRef } from '../find-reply.js';
import { filesOf, type PhotoPost, readPost } from '../message-event.js';
import type { RemovedPhotos } from '../removal-event.js';
import { fileIdOf } from '../reply-remover.js';
import { type ReplyState, readReplyState } from '../reply-state.js';
import { isLater, type Message, type ReadDeps, readHistory, readThread } from './read-messages.js';

/** A recent post with files. */
export interface RecentPost {
  readonly post: PhotoPost;
  /** Our reply to it, if there is one. */
  readonly reply: (ReplyRef & { readonly state: ReplyState }) | undefined;
}

/** What is new in one conversation, from its history alone. */
interface News {
  /** Posts in the conversation itself that Rollcall has not answered, oldest first. */
  readonly unanswered: readonly PhotoPost[];
  /** Threads that have to be read: with new messages, or about something deleted. */
  readonly threads: readonly NewThread[];
}

/** A thread with something new. */
export interface NewThread {
  readonly channelId: string;
  readonly parent: Message;
  /** `ts` of its last message. */
  readonly latest: string;
  /** The lowest `ts` of posts to answer. */
  readonly from: string;
  /** The lowest `ts` to read. */
  readonly oldest: string;
}

/** The recent posts and deletions of one thread. */
interface Recent {
  /** Oldest first. */
  readonly posts: readonly RecentPost[];
  /** Deleted photos that our replies still show. */
  readonly removed: readonly RemovedPhotos[];
  /** Whether it has more than one reply of ours to the same post. */
  readonly isDoubled: boolean;
}

const NOTHING: News = { unanswered: [], threads: [] };

/**
 * What is new in one conversation since a time: posts without a reply of ours, and threads to read for more. Of posts on the
 * newest page, it also finds what was deleted, whenever they were posted. Posts from before the bot joined are ignored.
 * @param since `ts` to begin with.
 */
export async function readNews(deps: ReadDeps, channelId: string, since: string): Promise<News> {
  const history = await unlessOutOfReach(deps, channelId, readHistory(deps, channelId, since));
  if (history === undefined) return NOTHING;
  const joined = history.find(({ subtype, user }) => user === deps.bot.userId && JOINS.has(subtype ?? ''))?.ts;
  const from = joined !== undefined && isLater(joined, since) ? joined : since;
  const unanswered: PhotoPost[] = [];
  const threads: NewThread[] = [];
  for (const message of history) {
    const { ts, latest_reply: latest = ts } = message;
    const hasReplies = (message.reply_count ?? 0) > 0;
    const hasLoss = hasReplies && isDeleted(message);
    const hasNews = hasReplies && !isLater(from, latest);
    if (isUnanswered(message, deps.bot)) {
      for (const { post } of postsOf({ channelId, threadTs: ts, from, messages: [message] }, deps.bot))
        unanswered.push(post);
    }
    if (hasNews || hasLoss) threads.push({ channelId, parent: message, latest, from, oldest: hasLoss ? ts : from });
  }
  return { unanswered: unanswered.reverse(), threads };
}

/** Posts with files in one thread, each with our reply to it, and what was deleted of the posts that our replies are to. */
export async function readThreadNews(deps: ReadDeps, { channelId, parent, from, oldest }: NewThread): Promise<Recent> {
  const threadTs = parent.ts;
  const thread = (await unlessOutOfReach(deps, channelId, readThread(deps, channelId, threadTs, oldest))) ?? [];
  // The history also contains the first message of the thread.
  const messages = [parent, ...thread.filter(({ ts }) => ts !== threadTs)];
  const posts = postsOf({ channelId, threadTs, from, messages }, deps.bot);
  return {
    posts: posts.toSorted((a, b) => (isLater(a.post.ts, b.post.ts) ? 1 : -1)),
    removed: findMissedRemovals({ channelId, threadTs, from: oldest, messages }, deps.bot),
    isDoubled: hasSecondReply(messages, deps.bot),
  };
}

/** Undefined for a conversation that Rollcall was just removed from, for example. */
async function unlessOutOfReach<T>(deps: ReadDeps, channelId: string, reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (!isRefusedAs(error, 'not in conversation', 'access limited', 'message gone')) throw error;
    deps.log.debug(`Nothing to catch up with in ${channelId}: ${messageOf(error)}`);
    return undefined;
  }
}

/** Whether Rollcall surely has not replied: Slack names the first few people who did. */
function isUnanswered(message: Message, bot: BotIdentity): boolean {
  if (filesOf(message).length === 0) return false;
  if ((message.reply_count ?? 0) === 0) return true;
  const { reply_users: users, reply_users_count: count } = message;
  return users !== undefined && count !== undefined && count <= users.length && !users.includes(bot.userId);
}

const JOINS: ReadonlySet<string> = new Set(['channel_join', 'group_join']);

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

/** The part of a thread that was read. */
interface ReadThread {
  readonly channelId: string;
  readonly threadTs: string;
  /** The lowest `ts` that was read. */
  readonly from: string;
  readonly messages: readonly Message[];
}
