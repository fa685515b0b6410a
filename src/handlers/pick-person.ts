import type { AllMiddlewareArgs, BlockAction, ExternalSelectAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { Deps } from '../deps.js';
import { UserFacingError } from '../errors.js';
import type { OpenNewPerson } from '../people/open-new-person.js';
import type { PersonViews } from '../people/person-views.js';
import type { ResolvePerson } from '../people/resolve-person.js';
import type { ExplainName } from '../people/why/explain-name.js';
import type { UpdateReply } from '../replies/update-reply.js';
import { type Choice, readChoice } from '../views/ids.js';
import { WORDING } from '../views/wording.js';
import { answerClick, type Click, faceOf } from './acknowledge-click.js';

type PickPersonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ExternalSelectAction>>;

/** Somebody chose from the menu of a face: who it is, who it is not, that it is none, or something about the photo. */
export function createPickPersonHandler(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'log'> & {
    readonly resolvePerson: ResolvePerson;
    readonly updateReply: UpdateReply;
    readonly openNewPerson: OpenNewPerson;
    readonly personViews: PersonViews;
    readonly explainName: ExplainName;
  },
): (args: PickPersonArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    let fillModal: () => Promise<void> = async () => {};
    await answerClick(
      deps,
      { ack, body },
      {
        async keep(click) {
          const choice = readChoice(action.selected_option?.value ?? '');
          if (choice === undefined) throw new UserFacingError(WORDING.outdatedMenu);
          if (choice.kind === 'why') {
            const { photoId, faceId } = faceOf(action);
            fillModal = await deps.explainName(body.trigger_id, {
              photoId,
              faceId,
              viewerId: click.userId,
              explains: choice.explains,
            });
          } else {
            await keep(choice, faceOf(action), click, body.trigger_id);
          }
        },
        // After every choice, for a menu shows what was chosen in it until its message changes.
        async show({ reply }) {
          await Promise.all([deps.updateReply(reply), fillModal()]);
        },
      },
    );
  };

  async function keep(
    choice: Exclude<Choice, { readonly kind: 'why' }>,
    { photoId, faceId }: { readonly photoId: string; readonly faceId: string },
    { userId, reply }: Click,
    triggerId: string,
  ): Promise<void> {
    const { recognizer } = deps;
    const face = { photoId, faceId };
    switch (choice.kind) {
      case 'not': {
        const person = await deps.resolvePerson({ kind: 'person', personId: choice.personId });
        return recognizer.tags.reject({ ...face, person, rejectedBy: userId });
      }
      case 'take back not':
        return recognizer.tags.unreject({ ...face, personId: choice.personId });
      case 'flag':
        return recognizer.tags.flag({ ...face, kind: choice.flag, flaggedBy: userId });
      case 'collage':
        return choice.holds
          ? recognizer.tags.flagCollage({ ...face, flaggedBy: userId })
          : recognizer.tags.unflagCollage(photoId);
      case 'change person': {
        const { channelId, threadTs, ts } = reply;
        const origin = { kind: 'reply' as const, channelId, threadTs, ts };
        // Not with this face: it may be somebody else's.
        const person = { personId: choice.personId, face: undefined };
        return deps.personViews.openPerson(triggerId, userId, person, origin);
      }
      case 'someone new': {
        const { channelId, threadTs, ts } = reply;
        return deps.openNewPerson(triggerId, { ...face, channelId, threadTs, replyTs: ts });
      }
      case 'person':
      case 'member':
      case 'new': {
        const person = await deps.resolvePerson(choice);
        return recognizer.tags.add({ ...face, person, taggedBy: userId });
      }
    }
  }
}
