import { bestOther, canBeRight, judge, type Trial } from './evaluation-sample.js';
import type { Person, Thresholds } from './model.js';

/** How well one person is recognised. */
export interface PersonCard {
  readonly person: Person;
  /** Their faces that could be recognised without themselves; none when they have one face only. */
  readonly tried: number;
  /** Of these, named rightly for sure. */
  readonly right: number;
  /** Faces of others that were given their name for sure. */
  readonly mistakenFor: number;
  /** Their photos are nearly one and the same, so they say little about others. */
  readonly tooSimilar: boolean;
}

/** Two people whose faces resemble each other. */
interface ConfusedPair {
  readonly people: readonly [Person, Person];
  /** Faces of either that could be taken for the other. */
  readonly faces: number;
}

/** A face that looks like somebody other than whom it is tagged as. */
export interface DoubtfulTag {
  readonly photoId: string;
  readonly faceId: string;
  readonly tagged: Person;
  readonly looksLike: Person;
  readonly score: number;
}

/** How good a model is, measured on its own tags: each face was recognised as if it had not been tagged. */
export interface ReportCard {
  readonly tried: number;
  /** Named for sure: rightly, and wrongly. The rest was asked about, or nothing was said. */
  readonly right: number;
  readonly wrong: number;
  /** In the order of the people given. */
  readonly people: readonly PersonCard[];
  /** Most faces first. */
  readonly confused: readonly ConfusedPair[];
  /** Clearest first. */
  readonly doubtful: readonly DoubtfulTag[];
}

/**
 * Nearer to each other than this, on average, photos of one person are copies or the same moment. A distance of the local engine:
 * photos of one person are 0.33 apart on average, and the drawn people of the samples 0.11–0.15 (docs/face-engine.md, “Same person or
 * not”).
 */
const SAME_MOMENT = 0.1;

/**
 * A tag looks wrong when the odds for somebody else are so many times those for whom it says. Odds, and not scores, because once
 * several tags are wrong, both look likely.
 */
const MANY_TIMES = 9;

/** Of the names that were said, the share that was right; undefined when none was. */
export function precisionOf({ right, wrong }: Pick<ReportCard, 'right' | 'wrong'>): number | undefined {
  return right + wrong === 0 ? undefined : right / (right + wrong);
}

/** Of the faces that could be recognised, the share that was given the right name; undefined when there are none. */
export function recallOf({ right, tried }: Pick<ReportCard, 'right' | 'tried'>): number | undefined {
  return tried === 0 ? undefined : right / tried;
}

/**
 * @param people everybody the model knows; trials of others are left out.
 * @param ownDistances by person id, how far their faces are from each other on average, as far as the service tells.
 */
export function makeReportCard(
  trials: readonly Trial[],
  people: readonly Person[],
  thresholds: Thresholds,
  ownDistances: ReadonlyMap<string, number> = new Map(),
): ReportCard {
  const byId = new Map(people.map((person) => [person.id, person]));
  const counts = new Map(people.map(({ id }) => [id, { tried: 0, right: 0, mistakenFor: 0 }]));
  const total = { tried: 0, right: 0, wrong: 0 };
  const pairs = new Map<string, { people: readonly [Person, Person]; faces: number }>();
  const doubtful: DoubtfulTag[] = [];

  for (const trial of trials) {
    const tagged = byId.get(trial.personId);
    const counted = counts.get(trial.personId);
    if (tagged === undefined || counted === undefined) continue;
    const verdict = judge(trial, thresholds);
    const isSure = verdict.kind === 'sure';
    if (canBeRight(trial)) {
      total.tried += 1;
      counted.tried += 1;
      if (isSure && verdict.personId === trial.personId) {
        total.right += 1;
        counted.right += 1;
      }
    }
    // A face whose person has no other may still be taken for somebody else: then it is the tag that is in doubt.
    if (isSure && verdict.personId !== trial.personId && canBeRight(trial)) {
      total.wrong += 1;
      const other = counts.get(verdict.personId);
      if (other !== undefined) other.mistakenFor += 1;
    }
    const other = bestOther(trial);
    const looksLike = other && byId.get(other.personId);
    if (other === undefined || looksLike === undefined || other.score < thresholds.likely) continue;
    addPair(pairs, tagged, looksLike);
    if (
      other.score >= thresholds.sure &&
      oddsOf(other.score) >= MANY_TIMES * oddsOf(trial.scores.get(trial.personId) ?? 0)
    ) {
      doubtful.push({ photoId: trial.photoId, faceId: trial.faceId, tagged, looksLike, score: other.score });
    }
  }

  return {
    ...total,
    people: people.map((person) => ({
      person,
      ...(counts.get(person.id) ?? { tried: 0, right: 0, mistakenFor: 0 }),
      tooSimilar: (ownDistances.get(person.id) ?? Number.POSITIVE_INFINITY) < SAME_MOMENT,
    })),
    confused: [...pairs.values()].sort((a, b) => b.faces - a.faces),
    doubtful: doubtful.sort((a, b) => b.score - a.score),
  };
}

function addPair(
  pairs: Map<string, { people: readonly [Person, Person]; faces: number }>,
  one: Person,
  other: Person,
): void {
  const people = one.id < other.id ? ([one, other] as const) : ([other, one] as const);
  const key = `${people[0].id} ${people[1].id}`;
  pairs.set(key, { people, faces: (pairs.get(key)?.faces ?? 0) + 1 });
}

function oddsOf(score: number): number {
  return score / Math.max(1e-7, 1 - score);
}
