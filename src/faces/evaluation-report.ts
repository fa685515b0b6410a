import { bestOther, classify, type EvaluationSample, isRecognisable } from './evaluation-sample.js';
import type { Person, Thresholds } from './model.js';

/** How well one person is recognised. */
export interface PersonEvaluation {
  readonly person: Person;
  /** Their faces that could be recognised without being in the model themselves; 0 for a person with one face. */
  readonly total: number;
  /** Of these, named correctly and for sure. */
  readonly truePositives: number;
  /** Faces of other people that were given this name for sure. */
  readonly falsePositives: number;
  /** Their photos are nearly identical, so they say little about other photos. */
  readonly tooSimilar: boolean;
}

/** Two people who look alike. */
export interface ConfusedPair {
  readonly people: readonly [Person, Person];
  /** Faces of either that would be given the name of the other for sure. */
  readonly faces: number;
  /** A photo of each, in the same order: one with a face that looks like the other, if there is one. */
  readonly photoIds: readonly [string, string];
}

/** A face that looks like someone other than the person it is tagged as. */
export interface DoubtfulTag {
  readonly photoId: string;
  readonly faceId: string;
  readonly tagged: Person;
  readonly looksLike: Person;
  readonly score: number;
}

/** How good a model is, measured on its own tags: each face was recognised as if it had not been tagged. */
export interface EvaluationReport {
  readonly total: number;
  /** Named for sure: correctly, and wrongly. The others were asked about or left unknown. */
  readonly truePositives: number;
  readonly falsePositives: number;
  /** In the order of the people given. */
  readonly people: readonly PersonEvaluation[];
  /** Most faces first. */
  readonly confused: readonly ConfusedPair[];
  /** Clearest first. */
  readonly doubtful: readonly DoubtfulTag[];
}

/**
 * Photos of one person that are nearer than this to the mean of their others, on average, are copies or from the same moment. A distance of the
 * local engine: 0.07 (median) for a photo compressed anew, shrunk, brightened and cropped, 0.125–0.175 for the drawn people of the
 * samples, at least 0.207 for 4,560 choices of two, three or five photos of people of set C (docs/face-engine.md, “Same person or not”).
 */
const MIN_OWN_DISTANCE = 0.11;

/**
 * A tag looks wrong when the odds for someone else are at least this many times the odds for the tagged person. Odds rather than
 * scores, because once several tags are wrong, both scores are high.
 */
const DOUBTFUL_ODDS_RATIO = 9;

/** Precision: true positives over all faces named for sure, 0–1; undefined when there are none. */
export function precisionOf({
  truePositives,
  falsePositives,
}: Pick<EvaluationReport, 'truePositives' | 'falsePositives'>): number | undefined {
  return truePositives + falsePositives === 0 ? undefined : truePositives / (truePositives + falsePositives);
}

/** Recall: true positives over all faces that could be recognised, 0–1; undefined when there are none. */
export function recallOf({
  truePositives,
  total,
}: Pick<EvaluationReport, 'truePositives' | 'total'>): number | undefined {
  return total === 0 ? undefined : truePositives / total;
}

/**
 * Evaluates a model on leave-one-out samples of its own tags.
 * @param people everyone the model knows; samples of others are left out.
 * @param meanDistances by person id, the mean distance between their faces, where the service tells.
 */
export function evaluateModel(
  samples: readonly EvaluationSample[],
  people: readonly Person[],
  thresholds: Thresholds,
  meanDistances: ReadonlyMap<string, number> = new Map(),
): EvaluationReport {
  const byId = new Map(people.map((person) => [person.id, person]));
  const counts = new Map(people.map(({ id }) => [id, { total: 0, truePositives: 0, falsePositives: 0 }]));
  const totals = { total: 0, truePositives: 0, falsePositives: 0 };
  const pairs = new Map<string, PairCount>();
  const anyPhoto = new Map(samples.map(({ personId, photoId }) => [personId, photoId]));
  const doubtful: DoubtfulTag[] = [];

  for (const sample of samples) {
    const tagged = byId.get(sample.personId);
    const counted = counts.get(sample.personId);
    if (tagged === undefined || counted === undefined) continue;
    const verdict = classify(sample, thresholds);
    const isSure = verdict.kind === 'sure';
    if (isRecognisable(sample)) {
      totals.total += 1;
      counted.total += 1;
      if (isSure && verdict.personId === sample.personId) {
        totals.truePositives += 1;
        counted.truePositives += 1;
      }
    }
    // A face whose person has no other is not counted as a mistake: there it is the tag that is in doubt.
    if (isSure && verdict.personId !== sample.personId && isRecognisable(sample)) {
      totals.falsePositives += 1;
      const other = counts.get(verdict.personId);
      if (other !== undefined) other.falsePositives += 1;
    }
    const other = bestOther(sample);
    const looksLike = other && byId.get(other.personId);
    // One person under two names scores as high as that; people who would only be asked about are usually two.
    if (other === undefined || looksLike === undefined || other.score < thresholds.sure) continue;
    addPair(pairs, tagged, looksLike, sample.photoId);
    if (oddsOf(other.score) >= DOUBTFUL_ODDS_RATIO * oddsOf(sample.scores.get(sample.personId) ?? 0)) {
      doubtful.push({ photoId: sample.photoId, faceId: sample.faceId, tagged, looksLike, score: other.score });
    }
  }

  return {
    ...totals,
    people: people.map((person) => ({
      person,
      ...(counts.get(person.id) ?? { total: 0, truePositives: 0, falsePositives: 0 }),
      tooSimilar: (meanDistances.get(person.id) ?? Number.POSITIVE_INFINITY) < MIN_OWN_DISTANCE,
    })),
    confused: [...pairs.values()]
      .sort((a, b) => b.faces - a.faces)
      .map(({ people: [one, other], faces, photos }): ConfusedPair => {
        const photoOf = ({ id }: Person) => photos.get(id) ?? anyPhoto.get(id) ?? '';
        return { people: [one, other], faces, photoIds: [photoOf(one), photoOf(other)] };
      }),
    doubtful: doubtful.sort((a, b) => b.score - a.score),
  };
}

interface PairCount {
  readonly people: readonly [Person, Person];
  readonly faces: number;
  /** By person, a photo in which they look like the other. */
  readonly photos: ReadonlyMap<string, string>;
}

function addPair(pairs: Map<string, PairCount>, tagged: Person, looksLike: Person, photoId: string): void {
  const people = tagged.id < looksLike.id ? ([tagged, looksLike] as const) : ([looksLike, tagged] as const);
  const key = `${people[0].id} ${people[1].id}`;
  const { faces = 0, photos = [] } = pairs.get(key) ?? {};
  pairs.set(key, { people, faces: faces + 1, photos: new Map([[tagged.id, photoId], ...photos]) });
}

function oddsOf(score: number): number {
  return score / Math.max(1e-7, 1 - score);
}
