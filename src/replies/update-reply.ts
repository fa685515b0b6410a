import type { WebClient } from '@slack/web-api';
import type { Deps } from '../deps.js';
import { UserFacingError } from '../errors.js';
import { REPLY_WORDING } from '../views/wording/replies.js';
import type { CandidateCache } from './candidate-cache.js';
import { type ReplyRef, readReplyStateAt } from './find-reply.js';
import { replaceReply } from './publish-reply.js';
import { loadPhotos, type ReplyContent } from './render-reply.js';
import type { ReplyState } from './reply-state.js';

/** A change to what a reply stores about itself. */
type StateChange = (state: ReplyState) => ReplyState;

interface UpdateOptions {
  readonly change?: StateChange;
  /** Another client to use, for background work. */
  readonly through?: WebClient;
}

/**
 * Renders a reply again from what the recogniser has stored. Resolves when Slack has an update that includes this change and
 * everything tagged before this call.
 */
export type UpdateReply = (reply: ReplyRef, options?: UpdateOptions) => Promise<void>;

interface PendingUpdate {
  readonly changes: StateChange[];
  readonly done: Promise<void>;
}

/**
 * Updates of one message run one after another, because the last one wins. Requests that come in during an update share the
 * next one. Each starts from the current message, so a click on a stale message loses nothing.
 */
export function createUpdateReply(
  deps: Pick<
    Deps,
    'recognizer' | 'slack' | 'slackForPosts' | 'bot' | 'thresholds' | 'autoTrainMinutes' | 'now' | 'sleep' | 'log'
  > & {
    readonly candidateCache: CandidateCache;
    /** Is called before each update with what it will show. If it fails, the reply stays as it is. */
    readonly beforeUpdate?: (shown: ReplyContent) => Promise<void>;
    /** Is called after each update with what it shows. */
    readonly onUpdated?: (reply: ReplyRef, shown: ReplyContent) => void;
  },
): UpdateReply {
  const pending = new Map<string, PendingUpdate>();
  const last = new Map<string, Promise<void>>();

  return (reply, { change, through } = {}) => {
    const key = `${reply.channelId} ${reply.ts}`;
    const shared = pending.get(key);
    if (shared !== undefined) {
      if (change !== undefined) shared.changes.push(change);
      return shared.done;
    }
    const changes = change === undefined ? [] : [change];
    const before = last.get(key)?.catch(() => undefined) ?? Promise.resolve();
    const done = before.then(() => {
      pending.delete(key);
      return update(reply, changes, through);
    });
    pending.set(key, { changes, done });
    last.set(key, done);
    return done.finally(() => {
      if (last.get(key) === done) last.delete(key);
    });
  };

  async function update(
    reply: ReplyRef,
    changes: readonly StateChange[],
    through: WebClient | undefined,
  ): Promise<void> {
    const clients = through === undefined ? deps : { ...deps, slack: through, slackForPosts: through };
    const stored = await readReplyStateAt(clients, reply);
    if (stored === undefined) throw new UserFacingError(REPLY_WORDING.replyGone);
    const { postTs, page, order, photos: storedPhotos } = changes.reduce((state, change) => change(state), stored);
    const photos = await loadPhotos(deps, storedPhotos);
    // A reply whose photos were all removed before stays, so that no process answers the post again.
    if (photos.length > 0 && photos.every(({ known }) => known === undefined)) {
      throw new UserFacingError(REPLY_WORDING.photosGone);
    }
    const content = { postTs, page, order, photos };
    await deps.beforeUpdate?.(content);
    await replaceReply(clients, reply, content);
    deps.onUpdated?.(reply, content);
  }
}
