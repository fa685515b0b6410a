import type { Deps } from '../deps.js';
import { isRefusedAs } from '../slack/errors.js';
import { type ReplyState, readReplyState } from './reply-state.js';

/** Where a reply is, or would be. */
export interface ReplyPlace {
  readonly channelId: string;
  /** `ts` of the first message of the thread. */
  readonly threadTs: string;
}

/** A reply in Slack. */
export interface ReplyRef extends ReplyPlace {
  readonly ts: string;
}

/** One of our replies, with its state and content. */
export interface FoundReply extends ReplyRef {
  readonly state: ReplyState;
  readonly message: { readonly text?: unknown; readonly blocks?: unknown };
}

type FindDeps = Pick<Deps, 'slack' | 'bot'>;

/** Our reply to a post, if there is one in its thread. @returns its `ts`. */
export async function findReply(deps: FindDeps, place: ReplyPlace, postTs: string): Promise<string | undefined> {
  return (await findReplies(deps, place, postTs))[0]?.ts;
}

/** All our replies in a thread to any of its posts, oldest first. */
export async function findRepliesInThread(deps: FindDeps, place: ReplyPlace): Promise<FoundReply[]> {
  return repliesAmong(deps, await readThread(deps, place, place.threadTs, undefined), place);
}

/** All our replies to a post, oldest first: several processes may have answered. */
export async function findReplies(deps: FindDeps, place: ReplyPlace, postTs: string): Promise<FoundReply[]> {
  return repliesAmong(deps, await readThread(deps, place, postTs, undefined), place, postTs);
}

/**
 * Our replies to a post of which only the `ts` is known. The post may itself be in a thread.
 * @returns oldest first.
 */
export async function findRepliesToPost(deps: FindDeps, channelId: string, postTs: string): Promise<FoundReply[]> {
  const messages = await readThread(deps, { channelId, threadTs: postTs }, postTs, undefined);
  const threadTs = messages.find(({ ts }) => ts === postTs)?.thread_ts ?? postTs;
  const found = repliesAmong(deps, messages, { channelId, threadTs }, postTs);
  // Slack's documentation does not say whether asking for a reply returns its whole thread.
  return found.length > 0 || threadTs === postTs ? found : findReplies(deps, { channelId, threadTs }, postTs);
}

/** The current state of our reply; undefined if it is gone, or not ours. */
export async function readReplyStateAt(deps: Pick<Deps, 'slack'>, reply: ReplyRef): Promise<ReplyState | undefined> {
  const messages = await readThread(deps, reply, reply.ts, reply.ts);
  return readReplyState(messages.find((message) => message.ts === reply.ts)?.metadata);
}

function repliesAmong(
  { bot }: FindDeps,
  messages: Awaited<ReturnType<typeof readThread>>,
  { channelId, threadTs }: ReplyPlace,
  postTs?: string,
): FoundReply[] {
  return messages.flatMap(({ ts, user, metadata, text, blocks }) => {
    const state = user === bot.userId ? readReplyState(metadata) : undefined;
    if (ts === undefined || state === undefined || (postTs !== undefined && state.postTs !== postTs)) return [];
    return [{ channelId, threadTs, ts, state, message: { text, blocks } }];
  });
}

async function readThread(deps: Pick<Deps, 'slack'>, place: ReplyPlace, oldest: string, latest: string | undefined) {
  try {
    const answer = await deps.slack.conversations.replies({
      channel: place.channelId,
      ts: place.threadTs,
      oldest,
      ...(latest === undefined ? {} : { latest }),
      inclusive: true,
      // Without this, Slack leaves out the metadata's payload.
      include_all_metadata: true,
      limit: 200,
    });
    return answer.messages ?? [];
  } catch (error) {
    if (isRefusedAs(error, 'message gone')) return [];
    throw error;
  }
}
