import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { answerClick, faceOf } from './click.js';
import type { Deps } from './deps.js';
import type { UpdateReply } from './reply/update-reply.js';

type UndoNameArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** "Undo": takes back the name that somebody gave. */
export function createUndoNameHandler(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'log' | 'signal'> & { readonly updateReply: UpdateReply },
): (args: UndoNameArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    await answerClick(
      deps,
      { ack, body },
      {
        async keep() {
          const { photoId, faceId } = faceOf(action);
          await deps.recognizer.untagFace({ photoId, faceId }, { signal: deps.signal });
        },
        show: ({ reply }) => deps.updateReply(reply),
      },
    );
  };
}
