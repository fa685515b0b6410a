import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { answerClick, faceOf } from './click.js';
import type { Deps } from './deps.js';
import type { ResolvePerson } from './people/resolve-person.js';
import type { UpdateReply } from './reply/update-reply.js';

type RejectPersonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** "No": the face is not who we asked about, and is never taken for them again. */
export function createRejectPersonHandler(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'log' | 'signal'> & {
    readonly resolvePerson: ResolvePerson;
    readonly updateReply: UpdateReply;
  },
): (args: RejectPersonArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    await answerClick(
      deps,
      { ack, body },
      {
        async keep({ userId }) {
          const { photoId, faceId } = faceOf(action);
          const person = await deps.resolvePerson({ kind: 'person', personId: action.value ?? '' });
          await deps.recognizer.rejectPerson({ photoId, faceId, person, rejectedBy: userId }, { signal: deps.signal });
        },
        show: ({ reply }) => deps.updateReply(reply),
      },
    );
  };
}
