import type { Deps } from '../../deps.js';
import { messageOf } from '../../errors.js';
import { photoIdOfFile } from '../../faces/ids.js';
import { explainFailure, isStopping, tellPrivately } from '../../failures.js';
import { PictureError } from '../../photos/picture-error.js';
import { isRefusedAs } from '../../slack/errors.js';
import { count, photoFailed } from '../../views/wording.js';
import type { AnswerPost } from '../answer-post.js';
import type { FacePictures } from '../face-pictures.js';
import { findPhoto } from '../load-photo.js';
import type { RemovedPhotos } from '../message-event.js';
import { type PhotoPost, reasonToSkip } from '../message-event.js';
import { completePictures } from '../numbered-pictures.js';
import type { ReplyRemover } from '../reply-remover.js';
import { fingerprintTags } from '../reply-state.js';
import type { UpdateReply } from '../update-reply.js';
import { listConversations, type RecentPost, readRecent } from './recent-posts.js';

type CatchUpDeps = Pick<
  Deps,
  'recognizer' | 'photos' | 'slack' | 'backgroundSlack' | 'bot' | 'log' | 'sleep' | 'isClosing'
> & {
  readonly answerPost: AnswerPost;
  readonly updateReply: UpdateReply;
  readonly replyRemover: ReplyRemover;
  readonly facePictures: Pick<FacePictures, 'recall'>;
};

interface Done {
  answered: number;
  updated: number;
  removed: number;
}

/**
 * Does what was left undone while Rollcall was away or when it was ended in the middle of something: answers posts that have
 * no reply, updates replies that do not show what is known, and removes what was made of photos that are gone. Ends early when
 * Rollcall stops.
 * @param sinceMs milliseconds since 1970 of the oldest post that is looked at.
 */
export async function catchUp(deps: CatchUpDeps, sinceMs: number): Promise<void> {
  const since = `${Math.floor(sinceMs / 1000)}.000000`;
  const done: Done = { answered: 0, updated: 0, removed: 0 };
  try {
    for await (const channelId of listConversations(deps)) {
      const { posts, removed } = await readRecent(deps, channelId, since);
      for (const each of removed) if (!deps.isClosing()) await remove(deps, each, done);
      for (const recent of posts) if (!deps.isClosing()) await settle(deps, recent, done);
    }
    await deps.facePictures.recall();
  } catch (error) {
    if (isStopping(error)) return;
    deps.log.warn(
      `Could not look for photos from while Rollcall was away: ${explainGap(error)}. Until then, “Name faces” in a message’s menu does it by hand.`,
    );
  }
  const { answered, updated } = done;
  if (answered + updated > 0) {
    const replies = count(updated, 'reply', 'replies');
    deps.log.info(`Caught up: answered ${count(answered, 'post')}, brought ${replies} up to date.`);
  }
  if (done.removed > 0) deps.log.info(`Removed what was made of photos in ${count(done.removed, 'deleted post')}.`);
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

/** A failure with one post keeps no other one waiting. */
async function settle(deps: CatchUpDeps, { post, reply }: RecentPost, done: Done): Promise<void> {
  try {
    if (reply === undefined) {
      if (await isKnownToBeEmpty(deps, post)) return;
      if ((await deps.answerPost(post, 'again')) === 'answered') done.answered += 1;
    } else if (reply.state.lacksPictures === true) {
      await completePictures(deps, reply);
      done.updated += 1;
    } else if (await showsOldNames(deps, reply)) {
      await deps.updateReply(reply);
      done.updated += 1;
    }
  } catch (error) {
    if (isStopping(error)) throw error;
    // The person who posted a photo that can never be opened was told when they posted it: not again after every start.
    if (error instanceof PictureError || reply !== undefined) {
      deps.log.info(`Not caught up with ${post.ts}: ${messageOf(error)}`);
    } else {
      await tellPrivately(deps, post, photoFailed(explainFailure(error, deps.log)));
    }
  }
}

/** Posts without faces get no reply, so they turn up here each time: what is known of them saves looking again. */
async function isKnownToBeEmpty(deps: CatchUpDeps, post: PhotoPost): Promise<boolean> {
  for (const file of post.files) {
    if (reasonToSkip(file) !== undefined) continue;
    const photo = await findPhoto(deps, photoIdOfFile(file.id));
    if (photo === undefined || photo.faces.length > 0) return false;
  }
  return true;
}

/** Somebody named a face, and Rollcall ended after the name was stored and before it was shown. */
async function showsOldNames(deps: CatchUpDeps, { state }: NonNullable<RecentPost['reply']>): Promise<boolean> {
  const photos = await Promise.all(state.photos.map(({ photoId }) => findPhoto(deps, photoId)));
  const known = photos.filter((photo) => photo !== undefined);
  return known.length > 0 && fingerprintTags(known) !== state.tagsShown;
}

function explainGap(error: unknown): string {
  if (isRefusedAs(error, 'permission missing')) {
    return 'the app lacks the permissions channels:read, groups:read, im:read and mpim:read. Reinstall it from manifest.yml';
  }
  return `${messageOf(error)}. It is tried again at the next start`;
}
