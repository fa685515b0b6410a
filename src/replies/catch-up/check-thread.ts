import { isPassing } from '../../clarifai/transport/errors.js';
import type { Deps } from '../../deps.js';
import { messageOf } from '../../errors.js';
import { photoIdOfFile } from '../../faces/ids.js';
import { explainFailure, isStopping, tellPrivately } from '../../failures.js';
import { PictureError } from '../../photos/picture-error.js';
import { photoFailed } from '../../views/wording/replies.js';
import type { AnswerPost } from '../answer-post.js';
import type { FacePictures } from '../face-pictures.js';
import type { PhotoPost } from '../message-event.js';
import { completePictures } from '../numbered-pictures.js';
import type { RemovedPhotos } from '../removal-event.js';
import { findPhoto } from '../render-reply.js';
import type { ReplyRemover } from '../reply-remover.js';
import { fingerprintTags } from '../reply-state.js';
import type { SecondReplies } from '../second-replies.js';
import { reasonToSkip } from '../slack-file.js';
import type { UpdateReply } from '../update-reply.js';
import type { CallBudget } from './call-budget.js';
import type { Progress } from './progress.js';
import { type NewThread, type RecentPost, readThreadNews } from './recent-posts.js';

export type CatchUpDeps = Pick<
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
  | 'inBackground'
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

/** What was done. */
export interface Done {
  answered: number;
  updated: number;
  removed: number;
}

/** A post that cannot be answered is tried at so many starts. */
const MAX_FAILURES = 3;
/** A post is tried so often if Rollcall ends each time, in case it is not the post that ends it. */
const MAX_ATTEMPTS = 20;

/** Answers, updates and removes what one thread needs. */
export async function checkThread(
  deps: CatchUpDeps & { readonly budget: CallBudget },
  progress: Progress,
  thread: NewThread,
  { shown, done }: { readonly shown: Set<string>; readonly done: Done },
): Promise<void> {
  const { posts, removed, isDoubled } = await readThreadNews(deps, thread);
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

/** Answers a post that has no reply. Never rejects, except when Rollcall is stopping. */
export async function answer(deps: CatchUpDeps, progress: Progress, post: PhotoPost, done: Done): Promise<void> {
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
