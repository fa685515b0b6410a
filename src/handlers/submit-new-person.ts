import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import type { Person } from '../faces/model.js';
import { explainFailure, tellPrivately } from '../failures.js';
import { linkAccount } from '../people/identity/change-identity.js';
import { type NamesListDeps, updateListBelow } from '../people/names-list.js';
import { findNamesakes, findNamesakesOf, namesOfMember } from '../people/namesakes.js';
import type { Services } from '../services.js';
import type { Namesake } from '../views/namesake.js';
import {
  AGREED_BLOCK,
  buildSamePersonModal,
  NAME_BLOCK,
  type NewPersonAnswer,
  type NewPersonSubmission,
  readNewPersonSubmission,
} from '../views/new-person-modal.js';
import { WORDING } from '../views/wording/general.js';
import { NAMING_WORDING } from '../views/wording/naming.js';
import { acknowledgeForm, type FormOutcome } from './acknowledge.js';

type NewPersonArgs = AllMiddlewareArgs & SlackViewMiddlewareArgs<ViewSubmitAction>;
type NewPersonServices = NamesListDeps &
  Pick<Services, 'consent' | 'directory' | 'resolvePerson' | 'nameFace' | 'updateReply'>;

/** A submission of either modal that names a new person. */
export function createNewPersonHandler(services: NewPersonServices): (args: NewPersonArgs) => Promise<void> {
  return async ({ ack, body, view }) => {
    const submission = readNewPersonSubmission(view);
    const { channelId, threadTs, replyTs, list } = submission.target;
    const reply = { channelId, threadTs, ts: replyTs };
    const asker = { channelId, threadTs, userId: body.user.id };
    const storing = store(services, submission, body.user.id).catch(
      (error: unknown): FormOutcome => ({ kind: 'refused', why: explainFailure(error, services.log) }),
    );
    const isShown = await acknowledgeForm(ack, storing, { block: NAME_BLOCK });
    const outcome = await storing;
    try {
      if (outcome.kind === 'stored') {
        await Promise.all([services.updateReply(reply), updateListBelow(services, list, reply, asker.userId)]);
      }
      // The form is closed, so nothing can be asked there.
      else if (!isShown)
        await tellPrivately(services, asker, outcome.kind === 'refused' ? outcome.why : NAMING_WORDING.tellApart);
    } catch (error) {
      await tellPrivately(services, asker, explainFailure(error, services.log));
    }
  };
}

async function store(
  services: NewPersonServices,
  { target, answer, askedName, sameAs }: NewPersonSubmission,
  taggedBy: string,
): Promise<FormOutcome> {
  const { photoId, faceId } = target;
  if (sameAs === undefined) {
    if (answer.name === '') return { kind: 'refused', why: WORDING.emptyName };
    const namesakes = await findOthers(services, answer, askedName !== undefined);
    if (askedName !== undefined && namesakes.some(({ looksAlike }) => !looksAlike)) {
      return { kind: 'refused', why: NAMING_WORDING.tellApart };
    }
    // A name that only looks the same is asked about, and then taken.
    if (namesakes.length > 0 && answer.name !== askedName) {
      return { kind: 'ask', view: buildSamePersonModal(target, namesakes, answer) };
    }
  }
  const isNewWithoutAccount = sameAs === undefined && answer.userId === undefined;
  if (isNewWithoutAccount && !answer.hasAgreed && services.consent !== 'off') {
    return { kind: 'refused', why: NAMING_WORDING.agreedFirst, block: AGREED_BLOCK };
  }
  const person = await findOrAdd(services, answer, sameAs, taggedBy);
  const { channelId, threadTs, replyTs: ts } = target;
  await services.nameFace({ photoId, faceId, person, taggedBy }, { channelId, threadTs, ts });
  return { kind: 'stored' };
}

/**
 * Everyone else the name may mean. No one if the account was named before, because it identifies the person.
 * @param wasAsked whether the second modal has already asked about the account's names, so that only the typed name counts.
 */
async function findOthers(
  { directory }: NewPersonServices,
  { name, userId }: NewPersonAnswer,
  wasAsked: boolean,
): Promise<Namesake[]> {
  if (userId === undefined) return findNamesakes(directory, name);
  return findNamesakesOf(directory, userId, wasAsked ? [name] : [name, ...(await namesOfMember(directory, userId))]);
}

async function findOrAdd(
  services: NewPersonServices,
  { name, userId }: NewPersonAnswer,
  sameAs: string | undefined,
  by: string,
): Promise<Person> {
  const { resolvePerson } = services;
  if (userId === undefined)
    return resolvePerson(
      sameAs === undefined ? { kind: 'new', name, confirmedBy: by } : { kind: 'person', personId: sameAs },
    );
  if (sameAs === undefined) return resolvePerson({ kind: 'member', userId, name });
  return linkAccount(services, { personId: sameAs, userId, by });
}
