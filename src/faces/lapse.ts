/** Forgetting people who have not been in any photo for long. Times in milliseconds since 1970. */

const DAY_MS = 24 * 60 * 60_000;
/** How long before someone is forgotten they are told. */
const NOTICE_MS = 30 * DAY_MS;

interface LastSeen {
  /** When the person was last in a photo, or named in one. */
  readonly seenAt: number;
  /** When someone was told that the person will be forgotten; undefined if no one was. */
  readonly toldAt: number | undefined;
}

/** What to do about a person: nothing, tell someone that they will be forgotten, or forget them. */
export type LapseStep = 'keep' | 'tell' | 'forget';

/** @param keepDays after how many days without a photo someone is forgotten. */
export function lapseStep(person: LastSeen, keepDays: number, now: number): LapseStep {
  const { seenAt } = person;
  if (now < seenAt + keepDays * DAY_MS - NOTICE_MS) return 'keep';
  if (toldSince(person) === undefined) return 'tell';
  return now >= forgottenAt(person, keepDays, now) ? 'forget' : 'keep';
}

/** When a person is forgotten if they are in no photo until then: never sooner than a month after someone was told. */
export function forgottenAt(person: LastSeen, keepDays: number, now: number): number {
  return Math.max(person.seenAt + keepDays * DAY_MS, (toldSince(person) ?? now) + NOTICE_MS);
}

/** A notice from before the person was seen again does not count. */
function toldSince({ seenAt, toldAt }: LastSeen): number | undefined {
  return toldAt !== undefined && toldAt > seenAt ? toldAt : undefined;
}

/** Whether it is worth storing that a person was seen: to within a week is enough. */
export function isSeenWorthStoring(storedAt: number | undefined, now: number): boolean {
  return storedAt === undefined || now - storedAt > 7 * DAY_MS;
}
