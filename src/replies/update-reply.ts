import type { Deps } from '../deps.js';
import { UserFacingError } from '../errors.js';
import { WORDING } from '../views/wording.js';
import type { CandidateCache } from './candidate-cache.js';
import { type ReplyPlace, readReplyStateAt } from './find-reply.js';
import { seePhoto } from './load-photo.js';
import { replaceReply } from './publish-reply.js';
import type { ReplyState } from './reply-state.js';

/** A reply in Slack. */
export interface ReplyRef extends ReplyPlace {
  readonly ts: string;
}

/** Something to be remembered with a reply. */
type StateChange = (state: ReplyState) => ReplyState;

/**
 * Brings a reply up to date with what the recogniser holds, after a change to what the reply itself remembers.
 * Resolves when an update that includes this change and everything tagged before this call is in Slack.
 */
export type UpdateReply = (reply: ReplyRef, change?: StateChange) => Promise<void>;

interface Pending {
  readonly changes: StateChange[];
  readonly done: Promise<void>;
}

/**
 * Updates of one message run one after the other, because Slack keeps whichever arrives last; requests that come in while
 * one runs share the next. Each starts from the message as Slack has it, so a click on a stale message loses nothing.
 */
export function createUpdateReply(deps: Deps & { readonly candidateCache: CandidateCache }): UpdateReply {
  const waiting = new Map<string, Pending>();
  const last = new Map<string, Promise<void>>();

  return (reply, change) => {
    const key = `${reply.channelId} ${reply.ts}`;
    const shared = waiting.get(key);
    if (shared !== undefined) {
      if (change !== undefined) shared.changes.push(change);
      return shared.done;
    }
    const changes = change === undefined ? [] : [change];
    const before = last.get(key)?.catch(() => undefined) ?? Promise.resolve();
    const done = before.then(() => {
      waiting.delete(key);
      return update(reply, changes);
    });
    waiting.set(key, { changes, done });
    last.set(key, done);
    return done.finally(() => {
      if (last.get(key) === done) last.delete(key);
    });
  };

  async function update(reply: ReplyRef, changes: readonly StateChange[]): Promise<void> {
    const remembered = await readReplyStateAt(deps, reply, reply.ts);
    if (remembered === undefined) throw new UserFacingError(WORDING.replyGone);
    const state = changes.reduce((current, change) => change(current), remembered);
    const seen = (await Promise.all(state.photos.map(({ photoId }) => seePhoto(deps, photoId)))).filter(
      (photo) => photo !== undefined,
    );
    // A reply that shows no photo any more stays, so that nobody answers the post again.
    if (seen.length === 0 && state.photos.length > 0) throw new UserFacingError(WORDING.photosGone);
    await replaceReply(deps, reply, { state, seen });
  }
}
