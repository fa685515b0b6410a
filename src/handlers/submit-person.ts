import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { memberOfPerson } from '../faces/ids.js';
import { explainFailure } from '../failures.js';
import { mergePeople, renamePerson } from '../people/identity/change-identity.js';
import { findNamesakes } from '../people/namesakes.js';
import { showChange, updatePersonView } from '../people/person-views.js';
import type { Services } from '../services.js';
import { unlessGone } from '../slack/errors.js';
import type { Namesake } from '../views/namesake.js';
import {
  buildMergePersonModal,
  buildNotice,
  PERSON_VIEW,
  type PersonAnswer,
  readPersonSubmission,
  SAME_AS_BLOCK,
} from '../views/person-modal.js';
import { WORDING } from '../views/wording/general.js';
import { NAMING_WORDING } from '../views/wording/naming.js';
import { PEOPLE_WORDING } from '../views/wording/people.js';
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
    const meanwhile = buildNotice(context, PEOPLE_WORDING.changing);
    const isShown = await acknowledgeForm(ack, storing, { block: nameBlock, meanwhile });
    const outcome = await storing;
    if (!isShown) {
      if (outcome.kind === 'ask')
        await unlessGone(services.slack.views.update({ view_id: view.id, view: outcome.view }));
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
  services: Services,
  { name, nameBlock: block, nameBefore, sameAs, context }: PersonAnswer,
  isFirst: boolean,
  by: string,
): Promise<FormOutcome> {
  const { recognizer } = services;
  const { people } = await recognizer.people.registry();
  const person = people.find(({ id }) => id === context.personId);
  if (person === undefined) return { kind: 'refused', block, why: WORDING.personGone };
  const personId = person.id;
  if (sameAs !== undefined) {
    if (isFirst && name !== person.name) {
      return { kind: 'refused', block: SAME_AS_BLOCK, why: PEOPLE_WORDING.renameOrMerge };
    }
    await mergePeople(services, { personId, sameAs, by });
    return { kind: 'stored' };
  }
  if (name === '') return { kind: 'refused', block, why: WORDING.emptyName };
  if (name === person.name) return { kind: 'unchanged' };
  const namesakes = await findOthers(services, person.id, name);
  if (!isFirst && namesakes.some(({ looksAlike }) => !looksAlike)) {
    return { kind: 'refused', block, why: NAMING_WORDING.tellApart };
  }
  // A name that only looks the same is asked about, and then taken.
  if (namesakes.length > 0 && (isFirst || name !== nameBefore)) {
    return { kind: 'ask', view: buildMergePersonModal(context, namesakes, name) };
  }
  await renamePerson(services, { personId, name, by });
  return { kind: 'stored' };
}

/** Whom else the name may mean. Someone with an account cannot be another member. */
async function findOthers({ directory }: Services, personId: string, name: string): Promise<Namesake[]> {
  const namesakes = await findNamesakes(directory, name, personId);
  return memberOfPerson(personId) === undefined ? namesakes : namesakes.filter(({ isKnown }) => isKnown);
}
