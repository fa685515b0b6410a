import type { Recognizer } from '../../clarifai/recognizer.js';
import type { Deps } from '../../deps.js';
import { messageOf } from '../../errors.js';
import { isToBeAsked } from '../../faces/consent.js';
import { memberOfPerson, personIdOfMember } from '../../faces/ids.js';
import type { Person, PersonRecord, PhotoTag } from '../../faces/model.js';
import { isStopping } from '../../failures.js';
import { createSingleFlight } from '../../single-flight.js';
import { findDirectMessages, findOwnMessage } from '../../slack/direct-messages.js';
import { type AskedBecause, readAskedBecause } from '../../views/consent.js';
import type { Directory } from '../directory.js';
import { accountsOf } from '../identity/may-change.js';
import { type QuestionDeps, sendQuestion } from './question.js';

/** A name that someone gave to a face. */
interface GivenName {
  readonly photoId: string;
  readonly faceId: string;
  readonly person: Person;
  /** Slack user id; empty if another program tagged the face. */
  readonly by: string;
}

/** Asks members whether they want to be recognised: each once, with a direct message. */
export interface AskConsent {
  /** Asks one member, unless they were asked before or have answered. @returns whether they were asked now. */
  ask(userId: string, because: AskedBecause): Promise<boolean>;
  /** Asks the members among these people in the background. */
  noteNames(names: readonly GivenName[]): void;
  /** Asks everyone who was named and not asked: before Rollcall asked anyone, or shortly before it stopped. */
  askEveryoneNamed(): Promise<void>;
}

type AskDeps = QuestionDeps &
  Pick<Deps, 'backgroundSlack' | 'bot' | 'isAlone' | 'now' | 'inBackground'> & {
    readonly directory: Pick<Directory, 'findMember'>;
  };

/** In ms. Longer than another process takes from reading a person to writing them. */
const SETTLED_AFTER_MS = 1500;
/** In ms. Longer than it takes to send the message once the question was claimed. */
const SENT_AFTER_MS = 5 * 60_000;

/**
 * The claim is stored with the person, before the message is sent, so that no two processes send it. Where the message is, is stored
 * after it was sent: a claim without it was interrupted, and {@link AskConsent.askEveryoneNamed} looks for the message.
 */
export function createAskConsent(deps: AskDeps): AskConsent {
  const { people } = deps.recognizer;
  const asking = createSingleFlight<boolean>();

  const ask: AskConsent['ask'] = (userId, because) => asking.run(userId, () => askOnce(userId, because));

  async function askOnce(userId: string, because: AskedBecause): Promise<boolean> {
    const personId = personIdOfMember(userId);
    const registry = await people.registry();
    const record = registry.records.find(({ id }) => id === personId);
    if (registry.refusedAt(personId) !== undefined || (record !== undefined && !isToBeAsked(record))) return false;
    // Bots, and people who have left, are not asked.
    const member = await deps.directory.findMember(userId);
    if (member === undefined) return false;
    const at = new Date(deps.now());
    const person = { id: personId, name: record?.name ?? member.name };
    if (!(await people.claimAsking({ person, at }))) return false;
    if (!deps.isAlone) {
      await deps.sleep(SETTLED_AFTER_MS);
      if (!(await people.isAskedAt({ personId, at }))) return false;
    }
    await send(userId, because);
    return true;
  }

  async function send(userId: string, because: AskedBecause): Promise<void> {
    const askedIn = await sendQuestion(deps, userId, because);
    if (askedIn !== undefined) await people.setAskedIn({ personId: personIdOfMember(userId), askedIn });
    deps.log.info(`Asked ${userId} whether they want to be recognised.`);
  }

  /** One failure does not keep the others from being asked. */
  async function askEach(questions: Iterable<readonly [string, AskedBecause]>, how: AskConsent['ask']): Promise<void> {
    for (const [userId, because] of questions) {
      try {
        await how(userId, because);
      } catch (error) {
        if (isStopping(error)) throw error;
        deps.log.warn(`Could not ask ${userId} whether they want to be recognised: ${messageOf(error)}`);
      }
    }
  }

  return {
    ask,
    noteNames(names) {
      if (deps.consent === 'off' || names.length === 0) return;
      deps.inBackground(async () => {
        const registry = await people.registry();
        const questions = names.flatMap(({ person, by, photoId, faceId }) =>
          accountsOf(registry, [person.id]).map(
            (account) => [account, { kind: 'named', by, photoId, faceId }] as const,
          ),
        );
        await askEach(questions, ask);
      });
    },
    async askEveryoneNamed() {
      if (deps.consent === 'off') return;
      const registry = await people.registry();
      const first = firstNames(await deps.recognizer.tags.listAsGiven(), (person) => accountsOf(registry, [person.id]));
      const records = new Map(registry.records.map((record) => [record.id, record]));
      const recordOf = (userId: string) => records.get(personIdOfMember(userId));
      const questions = [...first];
      const unasked = questions.filter(([userId]) => {
        const record = recordOf(userId);
        return record !== undefined && isToBeAsked(record);
      });
      await askEach(unasked, ask);
      const interrupted = registry.records.filter(isInterrupted).flatMap(({ id }) => memberOfPerson(id) ?? []);
      for (const { id, invited } of registry.records) {
        const userId = memberOfPerson(id);
        if (userId !== undefined && invited !== undefined && !first.has(userId))
          first.set(userId, { kind: 'invited', by: invited.by });
      }
      if (interrupted.length > 0) await askAgain(interrupted, first);
    },
  };

  function isInterrupted({ askedAt, askedIn, consent }: PersonRecord): boolean {
    if (askedAt === undefined || askedIn !== undefined || consent !== undefined) return false;
    return deps.now() - askedAt.getTime() > SENT_AFTER_MS;
  }

  /** Finds the messages that were sent without storing where, and sends the others. */
  async function askAgain(userIds: readonly string[], first: ReadonlyMap<string, AskedBecause>): Promise<void> {
    const channels = await findDirectMessages(deps.backgroundSlack);
    const questions = userIds.flatMap((userId) => {
      const because = first.get(userId);
      return because === undefined ? [] : [[userId, because] as const];
    });
    await askEach(questions, async (userId, because) => {
      const channel = channels.get(userId);
      const sent =
        channel &&
        (await findOwnMessage(
          { slack: deps.backgroundSlack, bot: deps.bot },
          channel,
          (metadata) => readAskedBecause(metadata) !== undefined,
        ));
      if (!sent) await send(userId, because);
      else await people.setAskedIn({ personId: personIdOfMember(userId), askedIn: sent });
      return !sent;
    });
  }
}

/** By account, the first name that they were given. @param tags newest first. */
function firstNames(
  tags: readonly PhotoTag[],
  accountsOfPerson: (person: Person) => readonly string[],
): Map<string, AskedBecause> {
  const first = new Map<string, AskedBecause>();
  for (const { person, taggedBy: by, photoId, faceId } of tags) {
    for (const account of accountsOfPerson(person)) first.set(account, { kind: 'named', by, photoId, faceId });
  }
  return first;
}

/** The same recogniser, which also reports the names that were given to faces, and that people were merged. */
export function reportingNames(
  recognizer: Recognizer,
  { onNames, onMerge }: { readonly onNames: (names: readonly GivenName[]) => void; readonly onMerge: () => void },
): Recognizer {
  const { tags, people } = recognizer;
  return {
    ...recognizer,
    tags: {
      ...tags,
      async add(tag) {
        const outcome = await tags.add(tag);
        if (outcome.beatenBy === undefined) onNames([{ ...tag, by: tag.taggedBy }]);
        return outcome;
      },
      async saveAnswers(answers) {
        const first = await tags.saveAnswers(answers);
        const isKept = ({ photoId, faceId }: { readonly photoId: string; readonly faceId: string }) =>
          first.some((each) => each.photoId === photoId && each.faceId === faceId);
        onNames(
          answers.flatMap(({ photoId, faceId, by, means }) =>
            'person' in means && !isKept({ photoId, faceId }) ? [{ photoId, faceId, by, person: means.person }] : [],
          ),
        );
        return first;
      },
    },
    people: {
      ...people,
      async merge(merge) {
        await people.merge(merge);
        onMerge();
      },
    },
  };
}
