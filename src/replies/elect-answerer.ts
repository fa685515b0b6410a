import type { Deps } from '../deps.js';
import { messageOf } from '../errors.js';
import { findReplies, type ReplyPlace } from './find-reply.js';

/**
 * Which process is to answer a post: the one that stored its first photo has the lease. `open` when that photo was known from
 * another post, so that it says nothing about this one.
 */
export type Lease = 'ours' | 'another’s' | 'open';

/** How long a lease lasts in ms: another process that waits for our reply gives up after about as long. */
export const LEASE_MS = 5000;

/** Waits in ms for the holder of the lease, who has usually answered after the first; after the last it is taken for dead. */
const WAITS_MS = [500, 1000, 2000, 4000];

/** Whether the reply of another process to a post is there, or comes while it is waited for. */
export async function isAnsweredByAnother(
  deps: Pick<Deps, 'sleep' | 'isAlone'>,
  lease: Lease,
  isReplied: () => Promise<boolean>,
): Promise<boolean> {
  if (lease === 'ours') return false;
  if (await isReplied()) return true;
  if (lease === 'open' || deps.isAlone) return false;
  for (const waitMs of WAITS_MS) {
    await deps.sleep(waitMs);
    if (await isReplied()) return true;
  }
  return false;
}

/**
 * Two processes that both found no reply may both have posted one. Slack orders them, and the second process deletes its own.
 * @returns whether ours was deleted.
 */
export async function withdrawIfSecond(
  deps: Pick<Deps, 'slack' | 'bot' | 'log'>,
  place: ReplyPlace,
  reply: { readonly ts: string; readonly postTs: string },
): Promise<boolean> {
  try {
    const [first] = await findReplies(deps, place, reply.postTs);
    if (first === undefined || first.ts === reply.ts) return false;
    await deps.slack.chat.delete({ channel: place.channelId, ts: reply.ts });
    deps.log.info(`Deleted a second reply to ${reply.postTs}.`);
    return true;
  } catch (error) {
    // The post is answered all the same.
    deps.log.warn(`Could not look for a second reply: ${messageOf(error)}`);
    return false;
  }
}
