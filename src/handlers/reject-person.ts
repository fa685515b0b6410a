import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { ReplyState } from '../views/reply-state.js';
import { answerClick, faceOf } from './click.js';
import type { Deps } from './deps.js';
import type { StateChange, UpdateReply } from './reply/update-reply.js';

type RejectPersonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** "No": the face is not who we asked about, and is never taken for them again in this reply. */
export function createRejectPersonHandler(
  deps: Pick<Deps, 'slack' | 'log'> & { readonly updateReply: UpdateReply },
): (args: RejectPersonArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    await answerClick(
      deps,
      { ack, body },
      {
        async keep({ reply }) {
          const { photoId, faceId } = faceOf(action);
          await deps.updateReply(reply, rejecting({ photoId, faceId, personId: action.value ?? '' }));
        },
      },
    );
  };
}

/** Remembers a "no" with the reply; saying it twice is saying it once. */
export function rejecting(rejection: ReplyState['rejections'][number]): StateChange {
  return (state) => ({
    ...state,
    rejections: [
      ...state.rejections.filter(
        ({ photoId, faceId, personId }) =>
          photoId !== rejection.photoId || faceId !== rejection.faceId || personId !== rejection.personId,
      ),
      rejection,
    ],
  });
}
