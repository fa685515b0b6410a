import { embeddingDistance } from '../../src/local-clarifai/engine/embedding.js';
import { shuffled } from './shuffle.js';
import { mean } from './statistics.js';

/** The distance of two faces, and whether they are of the same person. */
export interface Pair {
  readonly distance: number;
  readonly same: boolean;
}

const FOLDS = 10;

/** All pairs of faces. @param people embeddings by person, one for a stranger. */
export function pairFaces(people: readonly (readonly Float32Array[])[]): Pair[] {
  const faces = people.flatMap((embeddings, person) => embeddings.map((embedding) => ({ embedding, person })));
  return faces.flatMap((a, i) =>
    faces
      .slice(i + 1)
      .map((b) => ({ distance: embeddingDistance(a.embedding, b.embedding), same: a.person === b.person })),
  );
}

/**
 * Verification accuracy as in Labeled Faces in the Wild: as many pairs of different people as of the same person, in ten folds, each
 * with the threshold that is best on the other nine. NaN without pairs.
 */
export function verificationAccuracy(pairs: readonly Pair[], random: () => number): number {
  const same = shuffled(
    pairs.filter((pair) => pair.same),
    random,
  );
  const different = shuffled(
    pairs.filter((pair) => !pair.same),
    random,
  ).slice(0, same.length);
  const folds = Array.from({ length: FOLDS }, (_, fold) =>
    [...same, ...different].filter((_pair, i) => i % FOLDS === fold),
  );
  return mean(
    folds.map((fold) => {
      const threshold = bestThreshold(folds.filter((other) => other !== fold).flat());
      return shareRight(fold, threshold);
    }),
  );
}

/** True positive rate at a false positive rate of 0.1 %: the share of pairs of one person within the distance that one in a thousand pairs
 * of different people is within. */
export function acceptedAtOneInAThousand(pairs: readonly Pair[]): number {
  const different = pairs.filter((pair) => !pair.same).map((pair) => pair.distance);
  const threshold = different.sort((a, b) => a - b)[Math.floor(different.length / 1000)] ?? Number.NaN;
  const same = pairs.filter((pair) => pair.same);
  return same.filter((pair) => pair.distance < threshold).length / same.length;
}

function bestThreshold(pairs: readonly Pair[]): number {
  const candidates = Array.from({ length: 200 }, (_, i) => i / 200 + 0.2);
  return candidates.reduce((best, threshold) =>
    shareRight(pairs, threshold) > shareRight(pairs, best) ? threshold : best,
  );
}

function shareRight(pairs: readonly Pair[], threshold: number): number {
  return pairs.filter((pair) => pair.distance < threshold === pair.same).length / pairs.length;
}
