import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import { photoFailed } from '../views/wording.js';
import type { Deps } from './deps.js';
import { explainFailure, tellPrivately } from './failures.js';
import type { AnswerPost } from './reply/answer-post.js';
import { readPost } from './reply/post-of-photos.js';

type PhotoPostedArgs = AllMiddlewareArgs & SlackEventMiddlewareArgs<'message'>;

/** A message was posted: if there are photos with it, its thread gets one reply. */
export function createPhotoPostedHandler(
  deps: Pick<Deps, 'slack' | 'log' | 'signal'> & { readonly answerPost: AnswerPost },
): (args: PhotoPostedArgs) => Promise<void> {
  return async ({ event, context, body }) => {
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
