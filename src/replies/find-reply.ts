import type { Deps } from '../deps.js';
import { isRefusedAs } from '../slack/errors.js';
import { type ReplyState, readReplyState } from './reply-state.js';

/** Where a reply is, or would be. */
export interface ReplyPlace {
  readonly channelId: string;
  /** `ts` of the first message of the thread. */
  readonly threadTs: string;
}

/** A reply of ours with what it remembers, and what it says. */
export interface FoundReply extends ReplyPlace {
  readonly ts: string;
  readonly state: ReplyState;
  readonly message: { readonly text?: unknown; readonly blocks?: unknown };
}

/** Our own reply to a post, if there is one in its thread. @returns its `ts`. */
export async function findReply(
  deps: Pick<Deps, 'slack'>,
  place: ReplyPlace,
  postTs: string,
  botUserId: string | undefined,
): Promise<string | undefined> {
  return (await findReplies(deps, place, postTs, botUserId))[0]?.ts;
}

/** The same when there may be several, the oldest first, each with what it remembers. */
export async function findReplies(
  deps: Pick<Deps, 'slack'>,
  place: ReplyPlace,
  postTs: string,
  botUserId: string | undefined,
): Promise<FoundReply[]> {
  const messages = await readThread(deps, place, postTs, undefined);
  return repliesAmong(messages, postTs, botUserId).map((reply) => ({ ...place, ...reply }));
}

/**
 * Our replies to a post of which only its `ts` is known: it may itself be in a thread.
 * @returns the oldest first.
 */
export async function findRepliesToPost(
  deps: Pick<Deps, 'slack'>,
  channelId: string,
  postTs: string,
  botUserId: string | undefined,
): Promise<FoundReply[]> {
  const messages = await readThread(deps, { channelId, threadTs: postTs }, postTs, undefined);
  const threadTs = messages.find(({ ts }) => ts === postTs)?.thread_ts ?? postTs;
  const found = repliesAmong(messages, postTs, botUserId);
  // Slack does not say whether it answers with the whole thread when it is asked by one of its replies.
  const replies =
    found.length > 0 || threadTs === postTs
      ? found
      : await findReplies(deps, { channelId, threadTs }, postTs, botUserId);
  return replies.map((reply) => ({ channelId, threadTs, ...reply }));
}

/** What a reply of ours remembers about itself, as Slack has it now; undefined when it is gone or none of ours. */
export async function readReplyStateAt(
  deps: Pick<Deps, 'slack'>,
  place: ReplyPlace,
  ts: string,
): Promise<ReplyState | undefined> {
  const messages = await readThread(deps, place, ts, ts);
  return readReplyState(messages.find((message) => message.ts === ts)?.metadata);
}

function repliesAmong(
  messages: Awaited<ReturnType<typeof readThread>>,
  postTs: string,
  botUserId: string | undefined,
): Omit<FoundReply, keyof ReplyPlace>[] {
  return messages.flatMap(({ ts, user, metadata, text, blocks }) => {
    const state = user === botUserId ? readReplyState(metadata) : undefined;
    return ts !== undefined && state?.postTs === postTs ? [{ ts, state, message: { text, blocks } }] : [];
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
      // Without it Slack leaves out the payload of metadata.
      include_all_metadata: true,
      limit: 200,
    });
    return answer.messages ?? [];
  } catch (error) {
    if (isRefusedAs(error, 'message gone')) return [];
    throw error;
  }
}
