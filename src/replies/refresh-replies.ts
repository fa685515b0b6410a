import type { PhotoSource } from '../clarifai/recognizer.js';
import type { Deps } from '../deps.js';
import { messageOf } from '../errors.js';
import { hasOpenFace } from '../faces/open-faces.js';
import { isStopping } from '../failures.js';
import { explainsTraining } from '../views/reply.js';
import type { CandidateCache } from './candidate-cache.js';
import { findRepliesToPost } from './find-reply.js';
import { findPhoto, isUpToDate, loadPhotos } from './render-reply.js';
import type { ReplyState } from './reply-state.js';
import type { UpdateReply } from './update-reply.js';

/**
 * Updates earlier replies in the background after a change of model or of a person. Slack does not notify anyone of an update.
 * A new request meanwhile starts it over. Everyone who asked is told once, at the end.
 */
export type RefreshReplies = (after: {
  /** Replies in which every face is tagged only change if a person changed, or with the first training, which they explain until then. */
  readonly what: 'training' | 'first training' | 'people';
  /** Whether the replies to all photos are updated rather than to the newest, because a name must not stay in any. */
  readonly inAllPhotos?: boolean;
  /** Receives the number of replies that were changed. */
  readonly onDone?: (changed: number) => Promise<void>;
}) => void;

/** How many of the newest photos have their replies updated, unless it must be all of them. */
const MAX_REFRESHED_PHOTOS = 200;

/**
 * Newest first, one by one. Replies that are up to date are left alone, so that several processes may do this at once, and the
 * next training finishes an interrupted run.
 */
export function createRefreshReplies(
  deps: Pick<Deps, 'recognizer' | 'backgroundSlack' | 'bot' | 'thresholds' | 'log' | 'inBackground'> & {
    readonly candidateCache: CandidateCache;
    readonly updateReply: UpdateReply;
    /** Is awaited before each reply, so that a training comes first. */
    readonly whenIdle: () => Promise<void>;
  },
): RefreshReplies {
  const { backgroundSlack, recognizer } = deps;
  const listeners = new Set<(changed: number) => Promise<void>>();
  let newest = 0;
  let changed = 0;
  let readsAll = false;
  let isAboutAllPhotos = false;

  return ({ what, inAllPhotos = false, onDone }) => {
    readsAll ||= what !== 'training';
    isAboutAllPhotos ||= inAllPhotos;
    if (onDone !== undefined) listeners.add(onDone);
    const run = ++newest;
    const isOutdated = () => run !== newest;
    deps.inBackground(async () => {
      if (!isOutdated()) await refreshAll(isOutdated);
      if (isOutdated()) return;
      const waiting = [...listeners];
      const total = changed;
      listeners.clear();
      changed = 0;
      readsAll = false;
      isAboutAllPhotos = false;
      if (total > 0) deps.log.info(`Brought ${total} earlier replies up to date.`);
      for (const tell of waiting) await tell(total);
    });
  };

  async function refreshAll(isOutdated: () => boolean): Promise<void> {
    const limit = isAboutAllPhotos ? Number.POSITIVE_INFINITY : MAX_REFRESHED_PHOTOS;
    for (const post of postsOf(await recognizer.photos.listRecent(limit))) {
      await deps.whenIdle();
      if (isOutdated()) return;
      try {
        if (await refreshPost(post)) changed += 1;
      } catch (error) {
        if (isStopping(error)) throw error;
        // For example, Rollcall was removed from the conversation.
        deps.log.info(`Not brought up to date: ${messageOf(error)}`);
      }
    }
  }

  /** @returns whether the reply says something else now. */
  async function refreshPost({ channelId, messageTs, photoIds }: AnsweredPost): Promise<boolean> {
    const photos = await Promise.all(photoIds.map((photoId) => findPhoto(deps, photoId)));
    if (!photos.some((photo) => photo !== undefined && (readsAll || hasOpenFace(photo)))) return false;
    const [reply] = await findRepliesToPost({ ...deps, slack: backgroundSlack }, channelId, messageTs);
    if (reply === undefined) return false;
    const saysTheSame = await isReplyUpToDate(reply.state);
    if (saysTheSame && !explainsTraining(reply.message.blocks)) return false;
    await deps.updateReply(reply, { through: backgroundSlack });
    return !saysTheSame;
  }

  async function isReplyUpToDate({ photos, rowsShown }: ReplyState): Promise<boolean> {
    const loaded = await loadPhotos(deps, photos);
    const known = loaded.flatMap((photo) => photo.known ?? []);
    // Without its picture a photo has no candidates, so the names found before stay.
    const lacksPicture = known.some(({ photo, candidates }) => candidates.engine === '' && hasOpenFace(photo));
    return known.length === 0 || lacksPicture || isUpToDate(loaded, rowsShown, deps.thresholds);
  }
}

interface AnsweredPost {
  readonly channelId: string;
  readonly messageTs: string;
  readonly photoIds: readonly string[];
}

/** The posts that photos came with, in the order of their first photo. */
function postsOf(sources: readonly PhotoSource[]): AnsweredPost[] {
  const posts = new Map<string, { channelId: string; messageTs: string; photoIds: string[] }>();
  for (const { photoId, channelId, messageTs, alsoIn = [] } of sources) {
    for (const place of [{ channelId, messageTs }, ...alsoIn]) {
      const key = `${place.channelId} ${place.messageTs}`;
      const post = posts.get(key) ?? { ...place, photoIds: [] };
      post.photoIds.push(photoId);
      posts.set(key, post);
    }
  }
  return [...posts.values()];
}
