import type { Deps } from '../deps.js';
import { messageOf } from '../errors.js';
import type { KeptPhotoSource, Photo } from '../faces/model.js';
import { createThrottle } from '../slack/throttle.js';
import type { CandidateCache } from './candidate-cache.js';
import { findRepliesToPost } from './find-reply.js';
import { readIfThere, seePhoto } from './load-photo.js';
import { isUpToDate } from './render-reply.js';
import type { UpdateReply } from './update-reply.js';

/**
 * After another model came into use, or a person was changed: has earlier replies say what is known now, in the background.
 * Nobody is notified, because Slack notifies of no update. Asked for again while it runs, it begins anew; whoever asked is told
 * once, at the end.
 */
export type RefreshReplies = (after: {
  /** Replies on which somebody has named every face are worth a look only when people were changed. */
  readonly what: 'training' | 'people';
  /** Is told how many replies now say something else. */
  readonly onDone?: (changed: number) => Promise<void>;
}) => void;

/** How far back it goes: the replies to so many of the newest photos. */
const MAX_REFRESHED_PHOTOS = 200;

type RefreshDeps = Pick<
  Deps,
  'recognizer' | 'slack' | 'thresholds' | 'log' | 'signal' | 'now' | 'sleep' | 'inBackground'
> & { readonly candidateCache: CandidateCache; readonly updateReply: UpdateReply };

/**
 * The newest first, one after the other, and a reply that says the right thing already is left alone: so it does no harm when
 * several processes do the same, and what is cut short is finished after the next training.
 */
export function createRefreshReplies(deps: RefreshDeps): RefreshReplies {
  const listeners = new Set<(changed: number) => Promise<void>>();
  let newest = 0;
  let changed = 0;
  let isAboutPeople = false;

  return ({ what, onDone }) => {
    isAboutPeople ||= what === 'people';
    if (onDone !== undefined) listeners.add(onDone);
    const run = ++newest;
    deps.inBackground(async (signal) => {
      const isOver = () => signal.aborted || run !== newest;
      if (!isOver()) await refreshAll(isOver);
      if (isOver()) return;
      const waiting = [...listeners];
      const total = changed;
      listeners.clear();
      changed = 0;
      isAboutPeople = false;
      if (total > 0) deps.log.info(`Brought ${total} earlier replies up to date.`);
      for (const tell of waiting) await tell(total);
    });
  };

  async function refreshAll(isOver: () => boolean): Promise<void> {
    const pace = createThrottle(deps);
    const { user_id: botUserId } = await deps.slack.auth.test();
    const recent = await deps.recognizer.photos.listRecent(MAX_REFRESHED_PHOTOS);
    for (const post of postsOf(recent)) {
      if (isOver()) return;
      try {
        if (await refreshPost(post, pace, botUserId)) changed += 1;
      } catch (error) {
        if (isOver()) return;
        // A conversation that Rollcall was removed from, say: the others go on.
        deps.log.info(`Not brought up to date: ${messageOf(error)}`);
      }
    }
  }

  /** @returns whether its reply was changed. */
  async function refreshPost(
    { channelId, messageTs, photoIds }: PostedPhotos,
    pace: () => Promise<void>,
    botUserId: string | undefined,
  ): Promise<boolean> {
    const photos = await Promise.all(photoIds.map((photoId) => readIfThere(deps, photoId)));
    if (!photos.some((photo) => photo !== undefined && (isAboutPeople || hasOpenFace(photo)))) return false;
    await pace();
    const [reply] = await findRepliesToPost(deps, channelId, messageTs, botUserId);
    if (reply === undefined || (await saysWhatIsKnown(reply.state))) return false;
    // It reads the reply once more, so that nothing said meanwhile is lost, and then replaces it.
    await pace();
    await pace();
    await deps.updateReply(reply);
    return true;
  }

  async function saysWhatIsKnown(state: Parameters<typeof isUpToDate>[0]['state']): Promise<boolean> {
    const seen = (await Promise.all(state.photos.map(({ photoId }) => seePhoto(deps, photoId)))).filter(
      (each) => each !== undefined,
    );
    // Without its picture nothing can be said about a photo: then names that were found before are not taken away.
    const isBlind = seen.some(({ photo, candidates }) => candidates.engine === '' && hasOpenFace(photo));
    return seen.length === 0 || isBlind || isUpToDate({ state, seen, thresholds: deps.thresholds });
  }
}

interface PostedPhotos {
  readonly channelId: string;
  readonly messageTs: string;
  readonly photoIds: readonly string[];
}

/** The posts that photos came with, in the order of their first photo. */
function postsOf(sources: readonly KeptPhotoSource[]): PostedPhotos[] {
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

/** A face of which nobody has said anything: the only kind that a model decides about. */
function hasOpenFace({ faces, tags, flags = [] }: Photo): boolean {
  const said = new Set([...tags, ...flags].map(({ faceId }) => faceId));
  return faces.some(({ id }) => !said.has(id));
}
