import type { Deps } from '../../deps.js';
import { messageOf } from '../../errors.js';
import { memberOfPerson } from '../../faces/ids.js';
import { forgottenAt, isSeenWorthStoring, lapseStep } from '../../faces/lapse.js';
import type { Person, PhotoTag } from '../../faces/model.js';
import type { PersonRegistry } from '../../faces/person-registry.js';
import { isStopping } from '../../failures.js';
import { findDirectMessages, findOwnMessage } from '../../slack/direct-messages.js';
import { isRefusedAs } from '../../slack/errors.js';
import { TEXT_AS_WRITTEN } from '../../slack/text-as-written.js';
import { buildLapseNotice, isLapseNotice, packLapse } from '../../views/lapse.js';
import { isUserId } from '../../views/text.js';
import { FORGETTING_WORDING } from '../../views/wording/forgetting.js';
import type { ErasePerson } from '../erase/erase-person.js';
import { tellDirectly } from '../erase/forget-person.js';

/** Forgets people who have not been in any photo for {@link Deps.keepDays}, a month after telling someone. */
export interface Lapse {
  /** Tells and forgets those who are due. Several processes may do it at once. */
  run(): Promise<void>;
  /** Stores in the background that the model recognised people in a photo. */
  noteSeen(personIds: readonly string[]): void;
}

type LapseDeps = Pick<
  Deps,
  | 'recognizer'
  | 'slackForPosts'
  | 'backgroundSlack'
  | 'bot'
  | 'keepDays'
  | 'isAlone'
  | 'log'
  | 'now'
  | 'sleep'
  | 'inBackground'
> & {
  readonly erasePerson: ErasePerson;
};

/** In ms. Longer than another process takes from reading a person to writing them. */
const SETTLED_AFTER_MS = 1500;
/** In ms. Longer than it takes to send the messages once that was claimed. */
const SENT_AFTER_MS = 5 * 60_000;

/** What is known of a person when deciding whether they lapse. */
interface Known {
  readonly person: Person;
  readonly seenAt: number;
  readonly toldAt: number | undefined;
  /** When a process began to tell someone that they will be forgotten, if that was not finished. */
  readonly claimedAt: number | undefined;
  /** Whom to tell: the accounts of the person or, if there are none, the one who added or last named them. */
  readonly recipients: readonly string[];
  /** Whether the recipients are the person. */
  readonly isThemselves: boolean;
}

export function createLapse(deps: LapseDeps): Lapse {
  const { recognizer, keepDays } = deps;
  const { people } = recognizer;

  /** @returns whether this process is the one that tells them. */
  async function claim({ person: { id: personId }, seenAt }: Known): Promise<boolean> {
    const at = new Date(deps.now());
    const interruptedBefore = new Date(at.getTime() - SENT_AFTER_MS);
    if (!(await people.claimLapse({ personId, at, seenAt: new Date(seenAt), interruptedBefore }))) return false;
    if (deps.isAlone) return true;
    await deps.sleep(SETTLED_AFTER_MS);
    return people.isLapseClaimedAt({ personId, at });
  }

  /** After an interrupted attempt, looks for what was sent before. */
  async function tell({ person, seenAt, toldAt, claimedAt, recipients, isThemselves }: Known, days: number) {
    const at = new Date(forgottenAt({ seenAt, toldAt }, days, deps.now()));
    const message = {
      ...buildLapseNotice({ person, isThemselves, at }),
      metadata: packLapse(person.id, new Date(seenAt)),
    };
    const isInterrupted = claimedAt !== undefined && claimedAt > seenAt;
    const channels = isInterrupted ? await findDirectMessages(deps.backgroundSlack) : new Map<string, string>();
    for (const recipient of recipients) {
      const channel = channels.get(recipient);
      if (channel !== undefined && (await isSent(channel, person.id, seenAt))) continue;
      await unlessUnreachable(
        deps.slackForPosts.chat.postMessage({ channel: recipient, ...message, ...TEXT_AS_WRITTEN }),
      );
    }
  }

  async function isSent(channel: string, personId: string, seenAt: number): Promise<boolean> {
    const isNotice = (metadata: unknown) => isLapseNotice(metadata, personId, new Date(seenAt));
    const reading = { slack: deps.backgroundSlack, bot: deps.bot };
    return (await findOwnMessage(reading, channel, isNotice)) !== undefined;
  }

  async function step(known: Known, days: number): Promise<void> {
    const { person, recipients } = known;
    switch (lapseStep(known, days, deps.now())) {
      case 'keep':
        return;
      case 'tell': {
        if (!(await claim(known))) return;
        // If this fails or is interrupted, a later run finds the claim, and tells those who were not told.
        await tell(known, days);
        await people.setLapseTold({ personId: person.id, at: new Date(deps.now()) });
        deps.log.info(
          `Person ${person.id} has not been in a photo for long. Told ${recipients.join(', ') || 'no one'}.`,
        );
        return;
      }
      case 'forget': {
        const request = { personId: person.id, askedBy: deps.bot.userId };
        await people.requestErasure(request);
        await deps.erasePerson(request);
        deps.log.info(`Forgot person ${person.id}, who has not been in a photo for ${days} days.`);
        const text = known.isThemselves ? FORGETTING_WORDING.lapsedYou : FORGETTING_WORDING.lapsedPerson;
        for (const userId of recipients) await tellDirectly(deps, userId, text);
      }
    }
  }

  return {
    async run() {
      if (keepDays === undefined) return;
      const [registry, tags] = await Promise.all([people.registry(), recognizer.tags.list()]);
      const { dated, undated } = readKnown(registry, tags);
      // Nothing says when they were seen, so the time begins now.
      if (undated.length > 0) await people.noteSeen({ personIds: undated, at: new Date(deps.now()) });
      for (const known of dated) {
        try {
          await step(known, keepDays);
        } catch (error) {
          // One failure does not keep the others. The next day tries again.
          if (isStopping(error)) throw error;
          deps.log.warn(`Person ${known.person.id} did not lapse: ${messageOf(error)}`);
        }
      }
    },
    noteSeen(personIds) {
      if (keepDays === undefined || personIds.length === 0) return;
      deps.inBackground(async () => {
        const { records } = await people.registry();
        const outdated = records
          .filter(({ id }) => personIds.includes(id))
          .filter(({ lastSeenAt }) => isSeenWorthStoring(lastSeenAt?.getTime(), deps.now()))
          .map(({ id }) => id);
        if (outdated.length > 0) await people.noteSeen({ personIds: outdated, at: new Date(deps.now()) });
      });
    },
  };
}

/** @returns undefined if the recipient has left, or takes no messages: they can't be told later, either. */
async function unlessUnreachable<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isRefusedAs(error, 'user gone', 'not in conversation', 'direct messages off')) return undefined;
    throw error;
  }
}

/** @param tags newest first, with merges applied. */
function readKnown(
  registry: PersonRegistry,
  tags: readonly PhotoTag[],
): { readonly dated: readonly Known[]; readonly undated: readonly string[] } {
  const newest = new Map<string, PhotoTag>();
  for (const tag of tags) if (!newest.has(tag.person.id)) newest.set(tag.person.id, tag);
  const dated: Known[] = [];
  const undated: string[] = [];
  for (const person of registry.people) {
    const merged = registry.mergedWith(person.id);
    const tag = newest.get(person.id);
    const times = [
      tag?.taggedAt,
      ...merged.flatMap(({ lastSeenAt, askedAt, consent, confirmed }) => [
        lastSeenAt,
        askedAt,
        consent?.at,
        confirmed?.at,
      ]),
    ].flatMap((at) => at?.getTime() ?? []);
    if (times.length === 0) {
      undated.push(person.id);
      continue;
    }
    const accounts = merged.flatMap(({ id }) => memberOfPerson(id) ?? []);
    const confirmedBy = merged.flatMap(({ confirmed }) => confirmed?.by ?? []);
    const others = [...confirmedBy, tag?.taggedBy ?? ''].filter(isUserId).slice(0, 1);
    const record = merged.find(({ id }) => id === person.id);
    dated.push({
      person,
      seenAt: Math.max(...times),
      toldAt: record?.lapseToldAt?.getTime(),
      claimedAt: record?.lapseClaimedAt?.getTime(),
      recipients: accounts.length > 0 ? accounts : others,
      isThemselves: accounts.length > 0,
    });
  }
  return { dated, undated };
}
