import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { answerClick, faceOf } from './click.js';
import type { Deps } from './deps.js';
import type { UpdateReply } from './reply/update-reply.js';

type UndoMarkArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** "Undo" beside a face that was marked as none, or as to be left unnamed. */
export function createUndoMarkHandler(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'log' | 'signal'> & { readonly updateReply: UpdateReply },
): (args: UndoMarkArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    await answerClick(
      deps,
      { ack, body },
      {
        async keep() {
          const { photoId, faceId } = faceOf(action);
          await deps.recognizer.unmarkFace({ photoId, faceId }, { signal: deps.signal });
        },
        show: ({ reply }) => deps.updateReply(reply),
      },
    );
  };
}
