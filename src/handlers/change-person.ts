import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { UserFacingError } from '../errors.js';
import { explainFailure } from '../failures.js';
import { removePerson, undoChange } from '../people/identity/change-identity.js';
import { openAllChanges, openNotice, openPerson, showChange, updatePersonView } from '../people/person-views.js';
import type { Services } from '../services.js';
import { readHomePlace } from '../views/home.js';
import { readChangeRef } from '../views/person-changes.js';
import { type PersonContext, readPersonContext } from '../views/person-context.js';
import { readPersonRef } from '../views/person-ref.js';
import { WORDING } from '../views/wording/general.js';
import { acknowledgeWhenStored } from './acknowledge.js';

type ButtonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;
type ButtonHandler = (args: ButtonArgs) => Promise<void>;

/** "Change…" beside a person in App Home. */
export function createChangePersonHandler(services: Services): ButtonHandler {
  return async ({ ack, action, body }) => {
    await ack();
    const origin = homeOf(body);
    const ref = readPersonRef(action.value ?? '');
    if (ref === undefined) return openNotice(services, body.trigger_id, origin, WORDING.outdatedMenu);
    await openPerson(services, { id: body.trigger_id, isInModal: false }, body.user.id, ref, origin);
  };
}

/** "All changes" in App Home. */
export function createAllChangesHandler(services: Services): ButtonHandler {
  return async ({ ack, body }) => {
    await ack();
    await openAllChanges(services, { id: body.trigger_id, isInModal: false }, body.user.id, homeOf(body));
  };
}

/** "Remove" in the modal of a person, once confirmed. */
export function createRemovePersonHandler(services: Services): ButtonHandler {
  return ({ ack, action, body }) => {
    const removal = { personId: action.value ?? '', by: body.user.id };
    return answer(services, { ack, body }, () => removePerson(services, removal));
  };
}

/** "Undo", "Split" or "Put back" beside a change, in App Home or a modal. */
export function createUndoChangeHandler(services: Services): ButtonHandler {
  return ({ ack, action, body }) =>
    answer(services, { ack, body }, async () => {
      const change = readChangeRef(action.value ?? '');
      if (change === undefined) throw new UserFacingError(WORDING.outdatedMenu);
      await undoChange(services, change, body.user.id);
    });
}

/** Stores a change, acknowledges the click, and shows the result or what went wrong. */
async function answer(
  services: Services,
  { ack, body }: { readonly ack: () => Promise<void>; readonly body: BlockAction },
  store: () => Promise<void>,
): Promise<void> {
  const userId = body.user.id;
  const modal = body.view?.type === 'modal' ? body.view : undefined;
  const context = modal && readPersonContext(modal.private_metadata);
  const origin = context?.origin ?? homeOf(body);
  const storing = store();
  await acknowledgeWhenStored(ack, storing);
  const problem = await storing.then(
    () => undefined,
    (error: unknown) => explainFailure(error, services.log),
  );
  if (modal !== undefined && context !== undefined) {
    await updatePersonView(services, modal.id, userId, context, problem);
  } else if (problem !== undefined) {
    await openNotice(services, body.trigger_id, origin, problem);
  }
  if (problem === undefined) await showChange(services, userId, origin);
}

/** The page of App Home on which someone clicked. */
export function homeOf(body: BlockAction): PersonContext['origin'] {
  return { kind: 'home', page: readHomePlace(body.view?.private_metadata ?? '')?.page ?? 0 };
}
