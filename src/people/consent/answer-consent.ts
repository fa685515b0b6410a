import type { Deps } from '../../deps.js';
import { UserFacingError } from '../../errors.js';
import { memberOfPerson, personIdOfMember } from '../../faces/ids.js';
import type { ConsentChoice, MessageRef } from '../../faces/model.js';
import { orUndefined } from '../../failures.js';
import type { CandidateCache } from '../../replies/candidate-cache.js';
import type { RefreshReplies } from '../../replies/refresh-replies.js';
import { CONSENT_WORDING } from '../../views/wording/consent.js';
import { WORDING } from '../../views/wording/general.js';
import type { Directory } from '../directory.js';
import { enrolAfterYes } from '../enrol/enrol-after-yes.js';
import type { Enrolment } from '../enrol/enrolment.js';
import { type ForgetDeps, forgetPerson } from '../erase/forget-person.js';
import { type QuestionDeps, updateQuestion } from './question.js';

type AnswerDeps = ForgetDeps &
  QuestionDeps &
  Pick<Deps, 'now' | 'inBackground' | 'trainsAfterEnrolment'> & {
    readonly directory: Directory;
    readonly candidateCache: CandidateCache;
    readonly refreshReplies: RefreshReplies;
    /** Has those who said yes learned, from names that others gave them, too. */
    readonly autoTrain: { noteEnrolment(): void };
    readonly enrolment: Enrolment;
  };

/** An answer that is stored, and takes effect with {@link applyConsent}. */
export interface StoredAnswer {
  readonly userId: string;
  readonly choice: ConsentChoice;
  /** The person of the account, and everyone merged with them. */
  readonly personIds: readonly string[];
  /** The message that asked. */
  readonly askedIn: MessageRef | undefined;
}

/**
 * Stores a member's answer whether they want to be recognised, in place of an earlier one. From then on it holds: someone who may not
 * be recognised is suggested to no one, and someone who must not be named is in no reply and no list.
 */
export async function storeConsent(deps: AnswerDeps, userId: string, choice: ConsentChoice): Promise<StoredAnswer> {
  const { people } = deps.recognizer;
  const id = personIdOfMember(userId);
  const registry = await people.registry();
  const record = registry.records.find((each) => each.id === id);
  const name = record?.name ?? (await deps.directory.findMember(userId))?.name;
  if (name === undefined) throw new UserFacingError(WORDING.personGone);
  const isKnown = record !== undefined;
  // Someone who refused before has nothing left to delete.
  const isAgain = choice === 'never' && !isKnown && registry.refusedAt(id) !== undefined;
  if (!isAgain) {
    await people.setConsent({ person: { id, name }, consent: { choice, at: new Date(deps.now()) } });
    if (choice === 'never') await people.requestErasure({ personId: id, askedBy: userId });
  }
  deps.directory.forgetPeople();
  deps.log.info(`${userId} answered whether they want to be recognised: ${choice}.`);
  const personIds = isAgain ? [] : [...new Set([id, ...registry.mergedWith(id).map((each) => each.id)])];
  return { userId, choice, personIds, askedIn: record?.askedIn };
}

/** In ms. Replies are updated within minutes of an answer, unless Rollcall was stopped. */
const APPLIED_WITHIN_MS = 24 * 60 * 60_000;

/**
 * After a start: finishes what answers begin, in case a stop interrupted it. Whoever asked never to be named is requested to be erased.
 */
export async function resumeConsent(deps: AnswerDeps): Promise<void> {
  const { people } = deps.recognizer;
  const registry = await people.registry();
  for (const { id, consent, askedIn } of registry.records) {
    const userId = memberOfPerson(id);
    if (userId === undefined || consent === undefined) continue;
    const { choice, at } = consent;
    if (choice === 'never') await people.requestErasure({ personId: id, askedBy: userId });
    else if (choice === 'when named' && deps.now() - at.getTime() < APPLIED_WITHIN_MS) {
      const personIds = registry.mergedWith(id).map((each) => each.id);
      applyConsent(deps, { userId, choice, personIds, askedIn }, undefined);
    }
  }
}

/**
 * Brings everything in line with an answer, in the background: the message that asked, the model, and every reply.
 * @param shownIn where the person answered, if it was in a message.
 */
export function applyConsent(deps: AnswerDeps, answer: StoredAnswer, shownIn: MessageRef | undefined): void {
  const { userId, choice, personIds } = answer;
  const asked = shownIn ?? answer.askedIn;
  if (asked !== undefined) {
    deps.inBackground(async () => {
      await orUndefined(updateQuestion(deps, userId, asked), 'A question still shows no answer', deps.log.warn);
    });
  }
  if (personIds.length === 0) return;
  switch (choice) {
    case 'never':
      deps.inBackground(() =>
        forgetPerson(deps, { personId: personIdOfMember(userId), askedBy: userId }, CONSENT_WORDING.neverBegun),
      );
      return;
    case 'when named':
      deps.inBackground(async () => {
        await deps.recognizer.people.eraseFromModel(personIds);
        await deps.enrolment.deleteProfilePicture(userId);
        deps.candidateCache.forgetAll();
        deps.refreshReplies({ what: 'people', inAllPhotos: true });
      });
      return;
    case 'recognise':
      deps.autoTrain.noteEnrolment();
      deps.inBackground(() => enrolAfterYes(deps, userId));
      deps.refreshReplies({ what: 'people' });
  }
}
