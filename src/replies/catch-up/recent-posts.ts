import type { Deps } from '../../deps.js';
import { messageOf } from '../../errors.js';
import { CONVERSATION_TYPES } from '../../slack/conversations.js';
import { isRefusedAs } from '../../slack/errors.js';
import type { RemovedPhotos } from '../remove-reply.js';
import { type ReplyState, readReplyState } from '../reply-state.js';
import { type PhotoPost, readPost } from '../slack-files.js';
import type { ReplyRef } from '../update-reply.js';
import { isDeleted, removedFrom } from './removed-meanwhile.js';
import { type Identity, later, type Message, messageSchema, type ReadThread } from './thread.js';

/** A post with files from the time that is looked at. */
export interface RecentPost {
  readonly post: PhotoPost;
  /** Our reply to it, if there is one. */
  readonly reply: (ReplyRef & { readonly state: ReplyState }) | undefined;
}

/** What there is to be caught up with in one conversation. */
interface Recent {
  /** Oldest first. */
  readonly posts: readonly RecentPost[];
  /** Photos that were taken away, and our replies say otherwise. */
  readonly removed: readonly RemovedPhotos[];
}

interface ReadDeps extends Pick<Deps, 'slack' | 'log'> {
  /** Waits until Slack may be called again. */
  readonly pace: () => Promise<void>;
}

const PER_PAGE = 200;
/** What is beyond this in a single conversation or thread is left to “Name faces”. */
const MAX_PAGES = 5;

/** Ids of every conversation the bot is in. @throws Slack's refusal, 'permission missing' among them. */
export async function* listConversations({ slack, pace }: ReadDeps): AsyncGenerator<string> {
  let cursor: string | undefined;
  do {
    await pace();
    const page = await slack.users.conversations({
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
 * What was posted before the bot came into the conversation is left alone: nobody asked for that.
 * @param since `ts` to begin with.
 */
export async function readRecent(deps: ReadDeps, channelId: string, since: string, self: Identity): Promise<Recent> {
  try {
    const history = await readHistory(deps, channelId, since);
    const joined = history.find(({ subtype, user }) => user === self.userId && JOINS.has(subtype ?? ''))?.ts;
    const from = joined !== undefined && later(joined, since) ? joined : since;
    const posts: RecentPost[] = [];
    const removed: RemovedPhotos[] = [];
    for (const message of history) {
      const isRecent = !later(from, message.ts);
      const hasNews = (message.reply_count ?? 0) > 0 && !later(from, message.latest_reply ?? message.ts);
      const hasLoss = (message.reply_count ?? 0) > 0 && isDeleted(message);
      if (!hasNews && !hasLoss && !(isRecent && hasFiles(message))) continue;
      const oldest = hasLoss ? message.ts : from;
      const thread = hasNews || hasLoss ? await readThread(deps, channelId, message.ts, oldest) : [];
      // The first message of a thread comes with its replies; the history has it too.
      const messages = [message, ...thread.filter(({ ts }) => ts !== message.ts)];
      posts.push(...postsOf(messages, { channelId, threadTs: message.ts, from, self }));
      removed.push(...removedFrom(messages, { channelId, threadTs: message.ts, from: oldest, self }));
    }
    return { posts: posts.toSorted((a, b) => (later(a.post.ts, b.post.ts) ? 1 : -1)), removed };
  } catch (error) {
    // Rollcall was removed from it a moment ago, say.
    if (!isRefusedAs(error, 'not in conversation', 'access limited', 'message gone')) throw error;
    deps.log.debug(`Nothing to catch up with in ${channelId}: ${messageOf(error)}`);
    return { posts: [], removed: [] };
  }
}

const JOINS: ReadonlySet<string> = new Set(['channel_join', 'group_join']);

/** The newest messages first: always a page, so that threads which began earlier are seen, and all since then. */
async function readHistory(deps: ReadDeps, channel: string, since: string): Promise<Message[]> {
  return readPages(deps, since, (cursor) => deps.slack.conversations.history({ channel, limit: PER_PAGE, ...cursor }));
}

async function readThread(deps: ReadDeps, channel: string, ts: string, oldest: string): Promise<Message[]> {
  return readPages(deps, undefined, (cursor) =>
    deps.slack.conversations.replies({
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

async function readPages(
  deps: ReadDeps,
  /** Pages that begin before this are the last that are asked for. */
  since: string | undefined,
  read: (cursor: { cursor?: string }) => Promise<Page>,
): Promise<Message[]> {
  const found: Message[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    await deps.pace();
    const answer = await read(cursor === undefined ? {} : { cursor });
    found.push(...(answer.messages ?? []).map((message) => messageSchema.parse(message)));
    cursor = answer.response_metadata?.next_cursor || undefined;
    const last = found.at(-1);
    if (cursor === undefined || (since !== undefined && last !== undefined && later(since, last.ts))) break;
  }
  return found;
}

function postsOf(messages: readonly Message[], { channelId, threadTs, from, self }: ReadThread): RecentPost[] {
  const replies = new Map<string, NonNullable<RecentPost['reply']>>();
  for (const message of messages) {
    const state = message.user === self.userId ? readReplyState(message.metadata) : undefined;
    if (state !== undefined) replies.set(state.postTs, { channelId, threadTs, ts: message.ts, state });
  }
  return messages.flatMap((message) => {
    const post = later(from, message.ts) ? undefined : readPost({ ...message, channel: channelId }, self.teamId);
    if (post === undefined || post.userId === self.userId) return [];
    return [{ post, reply: replies.get(post.ts) }];
  });
}

function hasFiles(message: Message): boolean {
  return Array.isArray(message['files']) && message['files'].length > 0;
}
