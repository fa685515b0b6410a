import type { Deps } from '../deps.js';
import { messageOf } from '../errors.js';
import { findReplies, type ReplyPlace } from './find-reply.js';
import { removeSecondReply } from './second-replies.js';

/**
 * Which process answers a post: the one that added its first photo holds the lease. `open` if that photo was already known
 * from another post, so that the lease is undecided.
 */
export type Lease = 'ours' | 'another’s' | 'open';

/** How long a lease lasts in ms: about as long as another process waits for the holder's reply. */
export const LEASE_MS = 5000;

/** Waits in ms for the holder of the lease. It usually answers within the first. After the last it counts as dead. */
const WAITS_MS = [500, 1000, 2000, 4000];

/** Waits for another process to answer. @returns whether there is a reply. */
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
 * If two processes found no reply, both may have posted one. Slack orders the replies, and the second process deletes its own.
 * @returns whether ours was deleted.
 */
export async function withdrawIfSecond(
  deps: Pick<Deps, 'slack' | 'bot' | 'log'>,
  place: ReplyPlace,
  reply: { readonly ts: string; readonly postTs: string },
): Promise<boolean> {
  try {
    const [first, ...others] = await findReplies(deps, place, reply.postTs);
    const ours = others.find(({ ts }) => ts === reply.ts);
    if (first === undefined || ours === undefined) return false;
    await removeSecondReply(deps, first, ours);
    return true;
  } catch (error) {
    // The post has an answer either way.
    deps.log.warn(`Could not look for a second reply: ${messageOf(error)}`);
    return false;
  }
}
