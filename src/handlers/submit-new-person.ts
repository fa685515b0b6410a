import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import { personIdOfMember } from '../faces/ids.js';
import type { Person } from '../faces/model.js';
import { isSameName } from '../faces/names.js';
import { explainFailure, tellPrivately } from '../failures.js';
import type { Services } from '../services.js';
import { SAME_PERSON_VIEW } from '../views/ids.js';
import { buildSamePersonModal, NAME_BLOCK, readNewPersonSubmission } from '../views/new-person-modal.js';
import { WORDING } from '../views/wording.js';
import { acknowledgeForm, type FormOutcome } from './acknowledge.js';

type NewPersonArgs = AllMiddlewareArgs & SlackViewMiddlewareArgs<ViewSubmitAction>;
type NewPersonServices = Pick<Services, 'recognizer' | 'slack' | 'log' | 'directory' | 'resolvePerson' | 'updateReply'>;

type Submission = ReturnType<typeof readNewPersonSubmission>;

/** A submission of either modal that names a new person. */
export function createNewPersonHandler(services: NewPersonServices): (args: NewPersonArgs) => Promise<void> {
  return async ({ ack, body, view }) => {
    const submission = readNewPersonSubmission(view);
    const { channelId, threadTs, replyTs } = submission.target;
    const asker = { channelId, threadTs, userId: body.user.id };
    const storing = store(services, submission, view.callback_id === SAME_PERSON_VIEW, body.user.id).catch(
      (error: unknown): FormOutcome => ({ kind: 'refused', why: explainFailure(error, services.log) }),
    );
    const isShown = await acknowledgeForm(ack, storing, { block: NAME_BLOCK });
    const outcome = await storing;
    try {
      if (outcome.kind === 'stored') await services.updateReply({ channelId, threadTs, ts: replyTs });
      // The form is closed, so nothing can be asked there.
      else if (!isShown)
        await tellPrivately(services, asker, outcome.kind === 'refused' ? outcome.why : WORDING.tellApart);
    } catch (error) {
      await tellPrivately(services, asker, explainFailure(error, services.log));
    }
  };
}

/** @param wasAsked whether the second modal asked if it is a person of the same name. */
async function store(
  services: NewPersonServices,
  { target, answer, sameAs }: Submission,
  wasAsked: boolean,
  taggedBy: string,
): Promise<FormOutcome> {
  const { photoId, faceId } = target;
  if (sameAs === undefined) {
    if (answer.name === '') return { kind: 'refused', why: WORDING.emptyName };
    const known = await findByName(services, answer);
    if (known !== undefined) {
      return wasAsked
        ? { kind: 'refused', why: WORDING.tellApart }
        : { kind: 'ask', view: buildSamePersonModal(target, known, answer) };
    }
  }
  const person = await findOrAdd(services, answer, sameAs);
  await services.recognizer.tags.add({ photoId, faceId, person, taggedBy });
  return { kind: 'stored' };
}

/** A known person of that name, unless the account identifies another. */
async function findByName({ directory }: NewPersonServices, { name, userId }: Submission['answer']) {
  const people = await directory.listPeople();
  if (userId !== undefined && people.some(({ id }) => id === personIdOfMember(userId))) return undefined;
  return people.find((person) => isSameName(person.name, name));
}

async function findOrAdd(
  { recognizer, directory, resolvePerson }: NewPersonServices,
  { name, userId }: Submission['answer'],
  sameAs: string | undefined,
): Promise<Person> {
  if (sameAs !== undefined) return resolvePerson({ kind: 'person', personId: sameAs });
  if (userId === undefined) return resolvePerson({ kind: 'new', name });
  const id = personIdOfMember(userId);
  const known = (await directory.listPeople()).find((person) => person.id === id);
  if (known !== undefined) return known;
  const person = await recognizer.people.add({ id, name });
  directory.forgetPeople();
  return person;
}
