import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { isSameName } from '../faces/names.js';
import { explainFailure } from '../failures.js';
import { showChange, updatePersonView } from '../people/person-views.js';
import type { Services } from '../services.js';
import { PERSON_VIEW } from '../views/ids.js';
import {
  buildMergePersonModal,
  buildNotice,
  type PersonAnswer,
  readPersonSubmission,
  SAME_AS_BLOCK,
} from '../views/person-modal.js';
import { WORDING } from '../views/wording.js';
import { acknowledgeForm, type FormOutcome } from './acknowledge.js';

type SubmittedArgs = AllMiddlewareArgs & SlackViewMiddlewareArgs<ViewSubmitAction>;

/** A submission of either modal that renames or merges a person. */
export function createPersonSubmittedHandler(services: Services): (args: SubmittedArgs) => Promise<void> {
  return async ({ ack, body, view }) => {
    const answer = readPersonSubmission(view);
    const { context, nameBlock } = answer;
    const userId = body.user.id;
    const storing = store(services, answer, view.callback_id === PERSON_VIEW, userId).catch(
      (error: unknown): FormOutcome => ({ kind: 'refused', why: explainFailure(error, services.log) }),
    );
    const meanwhile = buildNotice(context, WORDING.changing);
    const isShown = await acknowledgeForm(ack, storing, { block: nameBlock, meanwhile });
    const outcome = await storing;
    if (!isShown) {
      if (outcome.kind === 'ask') await services.slack.views.update({ view_id: view.id, view: outcome.view });
      else {
        const problem = outcome.kind === 'refused' ? outcome.why : undefined;
        await updatePersonView(services, view.id, userId, context, problem);
      }
    }
    if (outcome.kind === 'stored') await showChange(services, userId, context.origin);
  };
}

/** @param isFirst whether it is the first of the two modals; the second asks whether it is a known person. */
async function store(
  { recognizer }: Services,
  { name, nameBlock: block, sameAs, context }: PersonAnswer,
  isFirst: boolean,
  by: string,
): Promise<FormOutcome> {
  const { people } = await recognizer.people.registry();
  const person = people.find(({ id }) => id === context.personId);
  if (person === undefined) return { kind: 'refused', block, why: WORDING.personGone };
  const personId = person.id;
  if (sameAs !== undefined) {
    if (isFirst && name !== person.name) {
      return { kind: 'refused', block: SAME_AS_BLOCK, why: WORDING.renameOrMerge };
    }
    await recognizer.people.merge({ personId, intoId: sameAs, by });
    return { kind: 'stored' };
  }
  if (name === '') return { kind: 'refused', block, why: WORDING.emptyName };
  if (name === person.name) return { kind: 'unchanged' };
  const known = people.find((each) => each.id !== personId && isSameName(each.name, name));
  if (known !== undefined) {
    return isFirst
      ? { kind: 'ask', view: buildMergePersonModal(context, person, known) }
      : { kind: 'refused', block, why: WORDING.tellApart };
  }
  await recognizer.people.rename({ personId, name, by });
  return { kind: 'stored' };
}
