import { WebAPIPlatformError } from '@slack/web-api';
import { z } from 'zod';
import { type ReplyState, readReplyState } from '../../views/reply-state.js';
import type { Deps } from '../deps.js';
import { type PhotoPost, readPost } from '../reply/post-of-photos.js';
import type { ReplyRef } from '../reply/update-reply.js';

/** A post with files from the time that is looked at. */
export interface RecentPost {
  readonly post: PhotoPost;
  /** Our reply to it, if there is one. */
  readonly reply: (ReplyRef & { readonly state: ReplyState }) | undefined;
}

/** Who we are in the workspace, as `auth.test` says. */
export interface Identity {
  readonly userId: string;
  readonly teamId: string;
}

interface ReadDeps extends Pick<Deps, 'slackInBackground' | 'log'> {
  /** Waits until Slack may be called again. */
  readonly pace: () => Promise<void>;
}

const CONVERSATION_TYPES = 'public_channel,private_channel,mpim,im';
const PER_PAGE = 200;
/** What is beyond this in a single conversation or thread is left to “Name faces”. */
const MAX_PAGES = 5;

const messageSchema = z.looseObject({
  ts: z.string(),
  user: z.string().optional(),
  subtype: z.string().optional(),
  metadata: z.unknown().optional(),
  reply_count: z.number().optional(),
  latest_reply: z.string().optional(),
});
type Message = z.infer<typeof messageSchema>;

/** Answers of Slack about a conversation that we were in a moment ago: nothing to be read there any more. */
const CONVERSATION_GONE: ReadonlySet<string> = new Set(['channel_not_found', 'not_in_channel', 'thread_not_found']);

/** Ids of every conversation the bot is in. @throws WebAPIPlatformError `missing_scope` */
export async function* listConversations({ slackInBackground: slack, pace }: ReadDeps): AsyncGenerator<string> {
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
 * Posts with files in one conversation since a time, threads included, oldest first, each with our reply to it.
 * What was posted before the bot came into the conversation is left alone: nobody asked for that.
 * @param since `ts` to begin with.
 */
export async function readRecentPosts(
  deps: ReadDeps,
  channelId: string,
  since: string,
  self: Identity,
): Promise<RecentPost[]> {
  try {
    const history = await readHistory(deps, channelId, since);
    const joined = history.find(({ subtype, user }) => user === self.userId && JOINS.has(subtype ?? ''))?.ts;
    const from = joined !== undefined && later(joined, since) ? joined : since;
    const found: RecentPost[] = [];
    for (const message of history) {
      const isRecent = !later(from, message.ts);
      const hasNews = (message.reply_count ?? 0) > 0 && !later(from, message.latest_reply ?? message.ts);
      if (!hasNews && !(isRecent && hasFiles(message))) continue;
      const thread = hasNews ? await readThread(deps, channelId, message.ts, from) : [];
      // The first message of a thread comes with its replies; the history has it too.
      const messages = [message, ...thread.filter(({ ts }) => ts !== message.ts)];
      found.push(...postsOf(messages, { channelId, threadTs: message.ts, from, self }));
    }
    return found.toSorted((a, b) => (later(a.post.ts, b.post.ts) ? 1 : -1));
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError) || !CONVERSATION_GONE.has(error.data.error)) throw error;
    deps.log.debug(`Nothing to catch up with in ${channelId}: ${error.data.error}`);
    return [];
  }
}

const JOINS: ReadonlySet<string> = new Set(['channel_join', 'group_join']);

/** The newest messages first: always a page, so that threads which began earlier are seen, and all since then. */
async function readHistory(deps: ReadDeps, channel: string, since: string): Promise<Message[]> {
  return readPages(deps, since, (cursor) =>
    deps.slackInBackground.conversations.history({ channel, limit: PER_PAGE, ...cursor }),
  );
}

async function readThread(deps: ReadDeps, channel: string, ts: string, oldest: string): Promise<Message[]> {
  return readPages(deps, undefined, (cursor) =>
    deps.slackInBackground.conversations.replies({
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

function postsOf(
  messages: readonly Message[],
  where: { channelId: string; threadTs: string; from: string; self: Identity },
): RecentPost[] {
  const { channelId, threadTs, from, self } = where;
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
  return Array.isArray(message.files) && message.files.length > 0;
}

/** Whether a `ts` is after another. They are numbers with a fixed count of decimals, too long for a JavaScript number. */
function later(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}
