/** Numbers that the first network (dlib's) yields for a face; an embedding of one network has no others. */
export const FIRST_PART_SIZE = 128;
/**
 * How much each part counts: the factors with which strangers are farthest from known people, in units of how much photos of one
 * person differ (docs/face-engine.md, “From a picture to embeddings”).
 */
const FIRST_FACTOR = 0.6547;
const SECOND_FACTOR = 0.5976;

/**
 * The embedding of a face by both networks: the first one's numbers as they are and the second one's as a direction, each by its
 * factor, one after the other.
 * @param second numbers of MobileFaceNet, a vector of any length but 0.
 */
export function fuseEmbeddings(first: Float32Array, second: Float32Array): Float32Array {
  const length = Math.hypot(...second);
  const fused = new Float32Array(first.length + second.length);
  fused.set(first.map((value) => value * FIRST_FACTOR));
  fused.set(
    second.map((value) => (value / length) * SECOND_FACTOR),
    first.length,
  );
  return fused;
}

/** Whether an embedding is of both networks, not only of the first. */
export function isFused(embedding: Float32Array): boolean {
  return embedding.length > FIRST_PART_SIZE;
}

/** What the first network alone yields for the face. */
export function firstPart(embedding: Float32Array): Float32Array {
  if (!isFused(embedding)) return embedding;
  return embedding.subarray(0, FIRST_PART_SIZE).map((value) => value / FIRST_FACTOR);
}

/**
 * Euclidean distance of two embeddings: 0 is the same picture, about 0.6 and less the same person. One that has only the first
 * network's part is compared by that part.
 */
export function embeddingDistance(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return embeddingDistance(firstPart(a), firstPart(b));
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return Math.sqrt(sum);
}

/**
 * The mean of some embeddings, at least one. Where only some are of both networks, the second part is the mean of those.
 */
export function meanEmbedding(embeddings: readonly Float32Array[]): Float32Array {
  const fused = embeddings.filter(isFused);
  if (fused.length === 0 || fused.length === embeddings.length) return meanOf(embeddings);
  return withFirstPart(meanOf(fused), meanOf(embeddings.map(firstPart)));
}

/** How many embeddings a mean is of, and how many of these are of both networks. */
export interface MeanSize {
  readonly all: number;
  readonly fused: number;
}

/**
 * The mean before one of its embeddings was added: (n · mean − x) / (n − 1) in each part.
 * @returns undefined when there was no other embedding.
 */
export function meanWithout(
  mean: Float32Array,
  { all, fused }: MeanSize,
  embedding: Float32Array,
): Float32Array | undefined {
  if (all < 2) return undefined;
  const without = (whole: Float32Array, count: number, part: Float32Array) =>
    whole.map((value, i) => (value * count - (part[i] as number)) / (count - 1));
  const first = without(firstPart(mean), all, firstPart(embedding));
  const fusedLeft = isFused(embedding) ? fused - 1 : fused;
  if (fusedLeft < 1) return first;
  return withFirstPart(isFused(embedding) ? without(mean, fused, embedding) : mean, first);
}

/** @param first what the first network yields. */
function withFirstPart(fused: Float32Array, first: Float32Array): Float32Array {
  const result = fused.slice();
  result.set(first.map((value) => value * FIRST_FACTOR));
  return result;
}

/** Number by number; all of one length. */
function meanOf(embeddings: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(embeddings[0]?.length ?? 0);
  for (const embedding of embeddings) {
    for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] as number) + (embedding[i] as number) / embeddings.length;
  }
  return mean;
}
