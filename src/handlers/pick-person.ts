import type { AllMiddlewareArgs, BlockAction, ExternalSelectAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { UserFacingError } from '../errors.js';
import { readChoice } from '../views/ids.js';
import { WORDING } from '../views/wording.js';
import { answerClick, faceOf } from './click.js';
import type { Deps } from './deps.js';
import type { ResolvePerson } from './people/resolve-person.js';
import { rejecting } from './reject-person.js';
import type { UpdateReply } from './reply/update-reply.js';

type PickPersonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ExternalSelectAction>>;

/** Somebody chose from the menu of a face: a person, a member, a new name, or "no, not them". */
export function createPickPersonHandler(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'log' | 'signal'> & {
    readonly resolvePerson: ResolvePerson;
    readonly updateReply: UpdateReply;
  },
): (args: PickPersonArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    const choice = readChoice(action.selected_option?.value ?? '');
    await answerClick(
      deps,
      { ack, body },
      {
        async keep({ userId, reply }) {
          const { photoId, faceId } = faceOf(action);
          if (choice === undefined) throw new UserFacingError(WORDING.outdatedMenu);
          if (choice.kind === 'not') {
            await deps.updateReply(reply, rejecting({ photoId, faceId, personId: choice.personId }));
            return;
          }
          const person = await deps.resolvePerson(choice);
          await deps.recognizer.tagFace({ photoId, faceId, person, taggedBy: userId }, { signal: deps.signal });
        },
        async show({ reply }) {
          if (choice?.kind !== 'not') await deps.updateReply(reply);
        },
      },
    );
  };
}
