import type { Deps } from '../deps.js';
import { messageOf } from '../errors.js';
import { findReplies, type ReplyPlace } from './find-reply.js';

/**
 * Who is to answer a post, as the recogniser tells: whoever brought its first photo is the one. `open` when that photo was
 * known from another post, so that its being there says nothing about this one.
 */
export type Claim = 'ours' | 'another’s' | 'open';

type TurnDeps = Pick<Deps, 'slack' | 'sleep' | 'log' | 'isAlone'>;

/** Whoever claimed a post has usually answered it after the first of these waits; after the last they are taken for dead. */
const PATIENCE_MS = [500, 1000, 2000, 4000];

/** Whether somebody else's reply to a post is there, or comes while it is waited for. */
export async function isAnsweredByAnother(
  deps: TurnDeps,
  claim: Claim,
  isReplied: () => Promise<boolean>,
): Promise<boolean> {
  if (claim === 'ours') return false;
  if (await isReplied()) return true;
  if (claim === 'open' || deps.isAlone) return false;
  for (const waitMs of PATIENCE_MS) {
    await deps.sleep(waitMs);
    if (await isReplied()) return true;
  }
  return false;
}

/**
 * Two processes that both found no reply may both have posted one. Slack orders them, and whoever came second takes theirs
 * back.
 * @returns whether ours was taken back.
 */
export async function withdrawIfSecond(
  deps: TurnDeps,
  place: ReplyPlace,
  reply: { readonly ts: string; readonly postTs: string },
  botUserId: string | undefined,
): Promise<boolean> {
  try {
    const [first] = await findReplies(deps, place, reply.postTs, botUserId);
    if (first === undefined || first.ts === reply.ts) return false;
    await deps.slack.chat.delete({ channel: place.channelId, ts: reply.ts });
    deps.log.info(`Took back a second reply to ${reply.postTs}.`);
    return true;
  } catch (error) {
    // The post is answered all the same.
    deps.log.warn(`Could not look for a second reply: ${messageOf(error)}`);
    return false;
  }
}
