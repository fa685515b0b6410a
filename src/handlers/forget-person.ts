import type {
  AllMiddlewareArgs,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import type { ErasureRequest } from '../clarifai/recognizer.js';
import { personIdOfMember } from '../faces/ids.js';
import { explainFailure, orUndefined } from '../failures.js';
import { forgetPerson, tellDirectly } from '../people/erase/forget-person.js';
import { updateListBelow } from '../people/names-list.js';
import type { Services } from '../services.js';
import { unlessGone } from '../slack/errors.js';
import { isAdmin } from '../slack/users.js';
import { buildForgettingModal } from '../views/forget.js';
import { readPersonContext } from '../views/person-context.js';
import { buildNotice } from '../views/person-modal.js';
import { FORGETTING_WORDING, forgettingFailed } from '../views/wording/forgetting.js';
import { acknowledgeForm, acknowledgeWhenStored, type FormOutcome } from './acknowledge.js';

type SubmittedArgs = AllMiddlewareArgs & SlackViewMiddlewareArgs<ViewSubmitAction>;
type ForgetArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** "Forget": people can forget themselves, admins anyone. Starts at once and ends with a receipt. */
export function createForgetPersonHandler(services: Services): (args: ForgetArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    const modal = body.view?.type === 'modal' ? body.view : undefined;
    const accepting = accept(services, action.value ?? '', body.user.id);
    await acknowledgeWhenStored(
      ack,
      accepting.catch(() => undefined),
    );
    await begin(services, body.user.id, accepting, modal);
  };
}

/** "Forget" in the modal that asks first. */
export function createForgetSubmittedHandler(services: Services): (args: SubmittedArgs) => Promise<void> {
  return async ({ ack, body, view }) => {
    const context = readPersonContext(view.private_metadata);
    const accepting = accept(services, context.personId ?? '', body.user.id);
    const outcome = accepting.then(
      (accepted): FormOutcome =>
        'refusal' in accepted
          ? { kind: 'ask', view: buildNotice(context, accepted.refusal) }
          : { kind: 'stored', view: buildForgettingModal() },
      (error: unknown): FormOutcome => ({
        kind: 'ask',
        view: buildNotice(context, explainFailure(error, services.log)),
      }),
    );
    const isShown = await acknowledgeForm(ack, outcome, { block: '', meanwhile: buildForgettingModal() });
    if (isShown && (await outcome).kind !== 'stored') return;
    await begin(services, body.user.id, accepting);
  };
}

/**
 * Forgets in the background once the request is stored. The person who asked is told, or told why not.
 * @param modal the one about the person, which is replaced because it shows the name.
 */
async function begin(
  services: Services,
  askedBy: string,
  accepting: ReturnType<typeof accept>,
  modal?: { readonly id: string; readonly private_metadata: string },
): Promise<void> {
  let accepted: Awaited<ReturnType<typeof accept>>;
  try {
    accepted = await accepting;
  } catch (error) {
    return tellDirectly(services, askedBy, forgettingFailed(explainFailure(error, services.log)));
  }
  if ('refusal' in accepted) return tellDirectly(services, askedBy, accepted.refusal);
  const request = accepted;
  // The request is stored, so it is carried out whether Slack shows that it has begun or not.
  if (modal !== undefined) {
    const showing = services.slack.views.update({ view_id: modal.id, view: buildForgettingModal() });
    await orUndefined(unlessGone(showing), 'A modal still names someone who is being forgotten', services.log.info);
  }
  const telling = tellDirectly(services, askedBy, FORGETTING_WORDING.forgettingBegun);
  await orUndefined(telling, 'Not told that forgetting has begun', services.log.warn);
  services.inBackground(async () => {
    await forgetPerson(services, request);
    const origin = modal && readPersonContext(modal.private_metadata).origin;
    if (origin?.kind === 'reply') await updateListBelow(services, origin.list, origin, askedBy);
  });
}

/**
 * Stores the request, so that it survives a restart. People's own request is about the person of their account, whatever it was
 * merged with.
 */
async function accept(
  services: Services,
  personId: string,
  askedBy: string,
): Promise<ErasureRequest | { readonly refusal: string }> {
  const { people } = services.recognizer;
  const group = (await people.registry()).mergedWith(personId);
  if (group.length === 0) return { refusal: FORGETTING_WORDING.personForgotten };
  const ownId = personIdOfMember(askedBy);
  const isOneself = group.some(({ id }) => id === ownId);
  if (!isOneself && !(await isAdmin(services, askedBy))) return { refusal: FORGETTING_WORDING.mayNotForget };
  const request = { personId: isOneself ? ownId : personId, askedBy };
  await people.requestErasure(request);
  services.log.info(`${askedBy} asked to forget person ${request.personId}.`);
  return request;
}
