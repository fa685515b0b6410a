import { isPassing } from '../../clarifai/transport/errors.js';
import type { Deps } from '../../deps.js';
import { messageOf } from '../../errors.js';
import { photoIdOfFile } from '../../faces/ids.js';
import { explainFailure, isStopping, tellPrivately } from '../../failures.js';
import { PictureError } from '../../photos/picture-error.js';
import { isRefusedAs } from '../../slack/errors.js';
import { count } from '../../views/text.js';
import { photoFailed } from '../../views/wording.js';
import type { AnswerPost } from '../answer-post.js';
import type { FacePictures } from '../face-pictures.js';
import type { RemovedPhotos } from '../message-event.js';
import { type PhotoPost, reasonToSkip } from '../message-event.js';
import { completePictures } from '../numbered-pictures.js';
import { findPhoto } from '../render-reply.js';
import type { ReplyRemover } from '../reply-remover.js';
import { fingerprintTags } from '../reply-state.js';
import type { SecondReplies } from '../second-replies.js';
import type { UpdateReply } from '../update-reply.js';
import { createCallBudget } from './call-budget.js';
import { openProgress, type Progress } from './progress.js';
import {
  isLater,
  listConversations,
  type NewThread,
  type RecentPost,
  readNews,
  readThreadNews,
} from './recent-posts.js';
import { removeUnusedPictures } from './unused-pictures.js';

type CatchUpDeps = Pick<
  Deps,
  | 'recognizer'
  | 'photos'
  | 'slack'
  | 'backgroundSlack'
  | 'bot'
  | 'log'
  | 'sleep'
  | 'now'
  | 'isClosing'
  | 'cacheDir'
  | 'isAlone'
> & {
  readonly answerPost: AnswerPost;
  readonly updateReply: UpdateReply;
  readonly replyRemover: ReplyRemover;
  readonly secondReplies: Pick<SecondReplies, 'removeIn'>;
  readonly facePictures: Pick<FacePictures, 'recall'>;
  /** Does what follows the reply to a post, unless it was done. */
  readonly resumeAfterReply: (post: PhotoPost) => Promise<void>;
};

/** In ms: longer than it takes from the upload of a picture to the reply that shows it. */
const UPLOAD_LASTS_MS = 5 * 60_000;

interface Done {
  answered: number;
  updated: number;
  removed: number;
}

/** The most calls to Slack for one catch-up (docs/running.md). They are throttled, so this takes about three minutes. */
const MAX_CALLS = 150;
/** A post that cannot be answered is tried at so many starts. */
const MAX_FAILURES = 3;
/** A post is tried so often if Rollcall ends each time, in case it is not the post that ends it. */
const MAX_ATTEMPTS = 20;
/** How many of the newest photos say which conversations are active. */
const MAX_RECENT_PHOTOS = 200;

/**
 * Catches up after Rollcall was stopped or disconnected: first answers posts that have no reply, the most recently active
 * conversations first, then reads the threads with news, to update outdated replies and to remove what was made of deleted
 * photos. Ends early when Rollcall is stopping.
 * @param sinceMs the time of the oldest post to check, in milliseconds since 1970.
 * @param startedAtMs when this process started, if it did so just now.
 */
export async function catchUp(deps: CatchUpDeps, sinceMs: number, startedAtMs?: number): Promise<void> {
  const since = `${Math.floor(sinceMs / 1000)}.000000`;
  const shown = new Set<string>();
  const done: Done = { answered: 0, updated: 0, removed: 0 };
  const budget = createCallBudget(MAX_CALLS);
  const reading = { ...deps, budget };
  try {
    const progress = await openProgress(deps);
    const threads: NewThread[] = [];
    const channelIds = await inOrder(deps, progress, await listAll(listConversations(reading)));
    let unread = channelIds.length;
    for (const channelId of channelIds) {
      if (budget.isSpent || deps.isClosing()) break;
      const news = await readNews(reading, channelId, since);
      unread -= 1;
      for (const post of news.unanswered) if (!deps.isClosing()) await answer(deps, progress, post, done);
      threads.push(...news.threads);
      await progress.noteRead(channelId);
    }
    if (unread > 0 && !deps.isClosing()) {
      deps.log.warn(
        `${count(unread, 'conversation')} could not be checked for photos from while Rollcall was away, because Slack limits how much may be read. “Name faces” in a message’s menu does it by hand; the next start begins with them.`,
      );
    }
    for (const thread of threads.toSorted((a, b) => (isLater(a.latest, b.latest) ? -1 : 1))) {
      if (budget.isSpent || deps.isClosing()) break;
      const { posts, removed, isDoubled } = await readThreadNews(reading, thread);
      for (const { post, reply } of posts) {
        if (reply === undefined && !deps.isClosing()) await answer(deps, progress, post, done);
      }
      const place = { channelId: thread.channelId, threadTs: thread.parent.ts };
      if (isDoubled && !deps.isClosing()) await deps.secondReplies.removeIn(place);
      for (const each of removed) if (!deps.isClosing()) await remove(deps, each, done);
      for (const { post, reply } of posts) {
        for (const id of picturesIn(reply)) shown.add(id);
        if (reply !== undefined && !deps.isClosing()) await refresh(deps, post, reply, done);
      }
    }
    // What was uploaded before the start is nobody else's if this is the only process.
    const untilMs = deps.isAlone && startedAtMs !== undefined ? startedAtMs : deps.now() - UPLOAD_LASTS_MS;
    const unused = await removeUnusedPictures(deps, { fromMs: sinceMs, untilMs }, shown);
    if (unused > 0) deps.log.info(`Deleted ${count(unused, 'picture')} that no reply shows.`);
    await deps.facePictures.recall();
  } catch (error) {
    if (isStopping(error)) return;
    deps.log.warn(
      `Could not look for photos from while Rollcall was away: ${explainFailedCatchUp(error)}. Until then, “Name faces” in a message’s menu does it by hand.`,
    );
  }
  const { answered, updated } = done;
  if (answered + updated > 0) {
    const replies = count(updated, 'reply', 'replies');
    deps.log.info(`Caught up: answered ${count(answered, 'post')}, brought ${replies} up to date.`);
  }
  if (done.removed > 0) deps.log.info(`Removed what was made of photos in ${count(done.removed, 'deleted post')}.`);
}

function picturesIn(reply: RecentPost['reply']): string[] {
  return reply?.state.photos.flatMap(({ pictureFileId }) => pictureFileId ?? []) ?? [];
}

async function remove(deps: CatchUpDeps, removed: RemovedPhotos, done: Done): Promise<void> {
  try {
    await deps.replyRemover.remove(removed);
    done.removed += 1;
  } catch (error) {
    if (isStopping(error)) throw error;
    deps.log.warn(
      `Could not remove what was made of ${removed.postTs}: ${messageOf(error)}. The next start tries again.`,
    );
  }
}

/** The conversations in which photos were posted last come first, then those that were not read for longest. */
async function inOrder(deps: CatchUpDeps, progress: Progress, channelIds: readonly string[]): Promise<string[]> {
  const recent = await deps.recognizer.photos.listRecent(MAX_RECENT_PHOTOS).catch((error: unknown) => {
    if (isStopping(error)) throw error;
    return [];
  });
  const ranks = new Map<string, number>();
  for (const [rank, { channelId }] of recent.entries()) if (!ranks.has(channelId)) ranks.set(channelId, rank);
  const rankOf = (id: string) => ranks.get(id) ?? Number.MAX_SAFE_INTEGER;
  return channelIds.toSorted((a, b) => rankOf(a) - rankOf(b) || progress.readAt(a) - progress.readAt(b));
}

async function listAll<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Answers a post that has no reply. Never rejects, except when Rollcall is stopping. */
async function answer(deps: CatchUpDeps, progress: Progress, post: PhotoPost, done: Done): Promise<void> {
  try {
    if ((await hasNoFaces(deps, post)) || (await isLookedAtOnly(deps, post))) return;
    const isGivenUp = progress.failures(post) >= MAX_FAILURES || (await progress.countAttempt(post)) > MAX_ATTEMPTS;
    if (isGivenUp) {
      deps.log.info(`Post ${post.ts} was tried several times, so it is not tried again.`);
      return;
    }
    if ((await deps.answerPost(post, 'again')) === 'answered') done.answered += 1;
    else await progress.countFailure(post);
  } catch (error) {
    if (isStopping(error)) throw error;
    await progress.countFailure(post);
    // The person was told about an unreadable photo when they posted it.
    if (error instanceof PictureError) deps.log.info(`Not caught up with ${post.ts}: ${messageOf(error)}`);
    else await tellPrivately(deps, post, photoFailed(explainFailure(error, deps.log)));
  }
}

/** Brings a reply up to date. Never rejects, except when Rollcall is stopping. */
async function refresh(
  deps: CatchUpDeps,
  post: PhotoPost,
  reply: NonNullable<RecentPost['reply']>,
  done: Done,
): Promise<void> {
  try {
    await deps.resumeAfterReply(post);
    if (reply.state.lacksPictures === true) await completePictures(deps, reply);
    else if (await showsOutdatedTags(deps, reply)) await deps.updateReply(reply);
    else return;
    done.updated += 1;
  } catch (error) {
    if (isStopping(error)) throw error;
    deps.log.info(`Not caught up with ${post.ts}: ${messageOf(error)}`);
  }
}

/** Posts without faces get no reply, so they turn up in every catch-up. */
async function hasNoFaces(deps: CatchUpDeps, post: PhotoPost): Promise<boolean> {
  for (const file of post.files) {
    if (reasonToSkip(file) !== undefined) continue;
    // While the face service is away, answering the post waits for it.
    const photo = await findPhoto(deps, photoIdOfFile(file.id)).catch((error: unknown) => {
      if (isPassing(error)) return undefined;
      throw error;
    });
    if (photo === undefined || photo.faces.length > 0) return false;
  }
  return true;
}

/** Whether a post was looked at as an earlier one, which gets no reply unless a person asks for it. */
async function isLookedAtOnly({ recognizer }: CatchUpDeps, { files }: PhotoPost): Promise<boolean> {
  const photoIds = files.filter((file) => reasonToSkip(file) === undefined).map(({ id }) => photoIdOfFile(id));
  const sources = await recognizer.photos.findSources(photoIds).catch((error: unknown) => {
    if (isPassing(error)) return [];
    throw error;
  });
  return sources.some(({ isEarlier }) => isEarlier === true);
}

/** Whether Rollcall stopped after an answer was stored and before the reply showed it. */
async function showsOutdatedTags(deps: CatchUpDeps, { state }: NonNullable<RecentPost['reply']>): Promise<boolean> {
  const photos = await Promise.all(state.photos.map(({ photoId }) => findPhoto(deps, photoId)));
  const known = photos.filter((photo) => photo !== undefined);
  return known.length > 0 && fingerprintTags(known) !== state.tagsShown;
}

function explainFailedCatchUp(error: unknown): string {
  if (isRefusedAs(error, 'permission missing')) {
    return 'the app lacks the permissions channels:read, groups:read, im:read and mpim:read. Reinstall it from manifest.yml';
  }
  return `${messageOf(error)}. It is tried again at the next start`;
}
