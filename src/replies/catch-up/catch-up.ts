import type { Deps } from '../../deps.js';
import { messageOf } from '../../errors.js';
import { photoIdOfFile } from '../../faces/ids.js';
import { explainFailure, tellPrivately } from '../../failures.js';
import { PictureError } from '../../photos/picture-error.js';
import { isRefusedAs } from '../../slack/errors.js';
import { createThrottle } from '../../slack/throttle.js';
import { count, photoFailed } from '../../views/wording.js';
import type { AnswerPost } from '../answer-post.js';
import type { CompletePictures } from '../complete-pictures.js';
import type { FacePictures } from '../face-pictures.js';
import { readIfThere } from '../load-photo.js';
import type { RemoveAnswer, RemovedPhotos } from '../remove-reply.js';
import { fingerprintTags } from '../reply-state.js';
import { type PhotoPost, reasonToSkip } from '../slack-files.js';
import type { UpdateReply } from '../update-reply.js';
import { listConversations, type RecentPost, readRecent } from './recent-posts.js';
import type { Identity } from './thread.js';

/**
 * Does what was left undone while Rollcall was away or when it was ended in the middle of something: answers posts that have
 * no reply, puts replies right that do not show what is known, and takes away what was made of photos that are gone.
 * @param sinceMs milliseconds since 1970 of the oldest post that is looked at.
 * @param signal ends it early, without an error.
 */
export type CatchUp = (sinceMs: number, signal: AbortSignal) => Promise<void>;

type CatchUpDeps = Pick<Deps, 'recognizer' | 'slack' | 'log' | 'signal' | 'sleep' | 'now'> & {
  readonly answerPost: AnswerPost;
  readonly updateReply: UpdateReply;
  readonly completePictures: CompletePictures;
  readonly removeAnswer: RemoveAnswer;
  readonly facePictures: Pick<FacePictures, 'recall'>;
};

export function createCatchUp(deps: CatchUpDeps): CatchUp {
  return async (sinceMs, signal) => {
    const pace = createThrottle(deps);
    const since = `${Math.floor(sinceMs / 1000)}.000000`;
    const done = { answered: 0, renewed: 0, removed: 0 };
    try {
      const self = await whoAmI();
      for await (const channelId of listConversations({ ...deps, pace })) {
        const { posts, removed } = await readRecent({ ...deps, pace }, channelId, since, self);
        for (const each of removed) {
          if (signal.aborted) return;
          await takeAway(each, self, done);
        }
        for (const recent of posts) {
          if (signal.aborted) return;
          await settle(recent, self, done);
        }
        if (signal.aborted) return;
      }
      await deps.facePictures.recall(self.userId, pace);
    } catch (error) {
      if (signal.aborted) return;
      deps.log.warn(
        `Could not look for photos from while Rollcall was away: ${explainGap(error)}. Until then, “Name faces” in a message’s menu does it by hand.`,
      );
    }
    if (done.answered + done.renewed > 0) {
      deps.log.info(
        `Caught up: answered ${count(done.answered, 'post')}, brought ${count(done.renewed, 'reply', 'replies')} up to date.`,
      );
    }
    if (done.removed > 0) deps.log.info(`Took away what was made of photos in ${count(done.removed, 'deleted post')}.`);
  };

  async function whoAmI(): Promise<Identity> {
    const { user_id: userId = '', team_id: teamId = '' } = await deps.slack.auth.test();
    return { userId, teamId };
  }

  async function takeAway(removed: RemovedPhotos, self: Identity, done: { removed: number }): Promise<void> {
    try {
      await deps.removeAnswer(removed, self.userId);
      done.removed += 1;
    } catch (error) {
      const why = messageOf(error);
      deps.log.warn(
        `Could not take away what was made of ${removed.postTs}: ${why}. It is tried again at the next start.`,
      );
    }
  }

  /** A failure with one post keeps no other one waiting. */
  async function settle(
    { post, reply }: RecentPost,
    self: Identity,
    done: { answered: number; renewed: number },
  ): Promise<void> {
    try {
      if (reply === undefined) {
        if (await isKnownToBeEmpty(post)) return;
        const answer = await deps.answerPost(post, { botUserId: self.userId, asked: 'again' });
        if (answer === 'answered') done.answered += 1;
      } else if (reply.state.lacksPictures === true) {
        await deps.completePictures(reply, 'now');
        done.renewed += 1;
      } else if (await showsOldNames(reply)) {
        await deps.updateReply(reply);
        done.renewed += 1;
      }
    } catch (error) {
      // Whoever posted a photo that can never be opened was told when it was posted: not again after every start.
      if (error instanceof PictureError || reply !== undefined) {
        deps.log.info(`Not caught up with ${post.ts}: ${messageOf(error)}`);
      } else {
        await tellPrivately(deps, post, photoFailed(explainFailure(error, deps.log)));
      }
    }
  }

  /** Posts without faces get no reply, so they turn up here each time: what is known of them already saves looking again. */
  async function isKnownToBeEmpty(post: PhotoPost): Promise<boolean> {
    for (const file of post.files) {
      if (reasonToSkip(file) !== undefined) continue;
      const photo = await readIfThere(deps, photoIdOfFile(file.id));
      if (photo === undefined || photo.faces.length > 0) return false;
    }
    return true;
  }

  /** Somebody gave a name that was kept, and Rollcall ended before it was shown. */
  async function showsOldNames({ state }: NonNullable<RecentPost['reply']>): Promise<boolean> {
    const photos = await Promise.all(state.photos.map(({ photoId }) => readIfThere(deps, photoId)));
    const known = photos.filter((photo) => photo !== undefined);
    return known.length > 0 && fingerprintTags(known) !== state.tagsShown;
  }
}

function explainGap(error: unknown): string {
  if (isRefusedAs(error, 'permission missing')) {
    return 'the app lacks the permissions channels:read, groups:read, im:read and mpim:read. Reinstall it from manifest.yml';
  }
  return `${messageOf(error)}. It is tried again at the next start`;
}
