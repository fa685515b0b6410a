import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import type { Deps } from '../deps.js';
import { explainFailure, tellPrivately } from '../failures.js';
import type { AnswerPost } from '../replies/answer-post.js';
import type { RemoveAnswer } from '../replies/remove-reply.js';
import { readRemovedPhotos } from '../replies/removed-photos.js';
import { readPost } from '../replies/slack-files.js';
import { photoFailed } from '../views/wording.js';

type PhotoPostedArgs = AllMiddlewareArgs & SlackEventMiddlewareArgs<'message'>;

/** A message was posted: if there are photos with it, its thread gets one reply. When they are taken away, so is the reply. */
export function createPhotoPostedHandler(
  deps: Pick<Deps, 'slack' | 'log' | 'signal'> & {
    readonly answerPost: AnswerPost;
    readonly removeAnswer: RemoveAnswer;
  },
): (args: PhotoPostedArgs) => Promise<void> {
  return async ({ event, context, body }) => {
    const removed = readRemovedPhotos(event);
    if (removed !== undefined) {
      await deps.removeAnswer(removed, context.botUserId);
      return;
    }
    const post = readPost(event, context.teamId ?? body.team_id);
    // Bolt leaves out what we post ourselves.
    if (post === undefined) return;
    try {
      const asked = context.retryNum === undefined || context.retryNum === 0 ? 'first time' : 'again';
      const answer = await deps.answerPost(post, { botUserId: context.botUserId, asked });
      deps.log.debug(`Post ${post.ts}: ${answer}.`);
    } catch (error) {
      if (deps.signal.aborted) {
        // Nothing to be told: the next start finds it without a reply and answers it.
        deps.log.info(`Post ${post.ts} is left to the next start.`);
        return;
      }
      await tellPrivately(deps, post, photoFailed(explainFailure(error, deps.log)));
    }
  };
}
