import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { personIdOfMember } from '../faces/ids.js';
import { explainFailure } from '../failures.js';
import { forgetPerson, tellDirectly } from '../people/erase/forget-person.js';
import type { Services } from '../services.js';
import { isAdmin } from '../slack/users.js';
import { buildForgettingModal } from '../views/forget.js';
import { forgettingFailed, WORDING } from '../views/wording.js';
import { acknowledgeWhenStored } from './acknowledge.js';

type ForgetArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** "Forget": people can forget themselves, admins anyone. Starts at once and ends with a receipt. */
export function createForgetPersonHandler(services: Services): (args: ForgetArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    const askedBy = body.user.id;
    const personId = action.value ?? '';
    try {
      const accepting = accept(services, personId, askedBy);
      await acknowledgeWhenStored(ack, accepting);
      const refusal = await accepting;
      if (refusal !== undefined) return await tellDirectly(services, askedBy, refusal);
      // Replaces the open modal, which shows the name.
      if (body.view?.type === 'modal') {
        await services.slack.views.update({ view_id: body.view.id, view: buildForgettingModal() });
      }
      await tellDirectly(services, askedBy, WORDING.forgettingBegun);
    } catch (error) {
      return tellDirectly(services, askedBy, forgettingFailed(explainFailure(error, services.log)));
    }
    services.inBackground(() => forgetPerson(services, { personId, askedBy }));
  };
}

/** Stores the request, so that it survives a restart. @returns a refusal if this person may not ask for it. */
async function accept(services: Services, personId: string, askedBy: string): Promise<string | undefined> {
  const { people } = services.recognizer;
  const { personIds, names } = await people.readTraces(personId);
  if (names.length === 0) return WORDING.personForgotten;
  const isOneself = personIds.includes(personIdOfMember(askedBy));
  if (!isOneself && !(await isAdmin(services, askedBy))) return WORDING.mayNotForget;
  await people.requestErasure({ personId, askedBy });
  return undefined;
}
