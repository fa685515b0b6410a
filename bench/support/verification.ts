import { embeddingDistance } from '../../src/local-clarifai/engine/embedding.js';
import { shuffled } from './shuffle.js';
import { mean } from './statistics.js';

/** A pair of faces: how far apart, and whether they are of one person. */
export interface Pair {
  readonly distance: number;
  readonly same: boolean;
}

const FOLDS = 10;

/** Every pair of faces. @param people embeddings by person; of a stranger there is one. */
export function pairFaces(people: readonly (readonly Float32Array[])[]): Pair[] {
  const faces = people.flatMap((embeddings, person) => embeddings.map((embedding) => ({ embedding, person })));
  return faces.flatMap((a, i) =>
    faces
      .slice(i + 1)
      .map((b) => ({ distance: embeddingDistance(a.embedding, b.embedding), same: a.person === b.person })),
  );
}

/**
 * Share of pairs told right, as Labeled Faces in the Wild does it: as many pairs of different people as of the same, ten
 * parts, and for each the threshold that was best on the other nine. NaN without pairs.
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

/** The share of pairs of one person that are within the distance at which one in a thousand pairs of different people is. */
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
