/** How many numbers the first network (dlib's) gives for a face. An embedding from one network has only these. */
export const FIRST_PART_SIZE = 128;
/**
 * The weight of each part: the factors that put strangers farthest from known people, relative to how much photos of one person
 * differ (docs/face-engine.md, “From a picture to embeddings”).
 */
const FIRST_FACTOR = 0.6547;
const SECOND_FACTOR = 0.5976;

/**
 * Joins the embeddings of both networks: the first as it is and the second as a unit vector, each times its factor.
 * @param second the output of MobileFaceNet, a vector of any length except 0.
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

/** Whether an embedding is from both networks, not only from the first. */
export function isFused(embedding: Float32Array): boolean {
  return embedding.length > FIRST_PART_SIZE;
}

/** The part from the first network. */
export function firstPart(embedding: Float32Array): Float32Array {
  if (!isFused(embedding)) return embedding;
  return embedding.subarray(0, FIRST_PART_SIZE).map((value) => value / FIRST_FACTOR);
}

/**
 * Euclidean distance between two embeddings: 0 for the same picture, up to about 0.6 for the same person. If one has only the
 * first network's part, only those parts are compared.
 */
export function embeddingDistance(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return embeddingDistance(firstPart(a), firstPart(b));
  // Four sums, because each addition waits for the one before it: twice as fast.
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  const whole = a.length - (a.length % 4);
  for (let i = 0; i < whole; i += 4) {
    const d0 = (a[i] as number) - (b[i] as number);
    const d1 = (a[i + 1] as number) - (b[i + 1] as number);
    const d2 = (a[i + 2] as number) - (b[i + 2] as number);
    const d3 = (a[i + 3] as number) - (b[i + 3] as number);
    sum0 += d0 * d0;
    sum1 += d1 * d1;
    sum2 += d2 * d2;
    sum3 += d3 * d3;
  }
  for (let i = whole; i < a.length; i++) sum0 += ((a[i] as number) - (b[i] as number)) ** 2;
  return Math.sqrt(sum0 + sum1 + sum2 + sum3);
}

/** Collects embeddings one by one, so that they need not all be in memory at once. */
export interface MeanBuilder {
  add(embedding: Float32Array): void;
  /** How many were added. */
  readonly size: MeanSize;
  /** @returns undefined if none was added. */
  mean(): Float32Array | undefined;
}

/** Builds the mean of embeddings. If only some are from both networks, the second part is the mean of those. */
export function createMeanBuilder(): MeanBuilder {
  let [fused, others] = [0, 0];
  let sumOfFused = new Float64Array();
  let sumOfOthers = new Float64Array();
  return {
    add(embedding) {
      if (isFused(embedding)) {
        fused += 1;
        sumOfFused = addTo(sumOfFused, embedding);
      } else {
        others += 1;
        sumOfOthers = addTo(sumOfOthers, embedding);
      }
    },
    get size() {
      return { all: fused + others, fused };
    },
    mean() {
      if (fused + others === 0) return undefined;
      if (fused === 0) return quotients(sumOfOthers, others);
      const mean = quotients(sumOfFused, fused);
      if (others === 0) return mean;
      const ofFirst = (sum: number, i: number) => (sum + (sumOfFused[i] as number) / FIRST_FACTOR) / (fused + others);
      return withFirstPart(mean, Float32Array.from(sumOfOthers, ofFirst));
    },
  };
}

/** The mean of one or more embeddings, as of {@link createMeanBuilder}. */
export function meanEmbedding(embeddings: readonly Float32Array[]): Float32Array {
  const builder = createMeanBuilder();
  for (const embedding of embeddings) builder.add(embedding);
  return builder.mean() ?? new Float32Array();
}

/** How many embeddings a mean is of, and how many of them are from both networks. */
export interface MeanSize {
  readonly all: number;
  readonly fused: number;
}

/**
 * The mean without one of its embeddings: (n · mean − x) / (n − 1) in each part.
 * @returns undefined if there is no other embedding.
 */
export function meanWithout(
  mean: Float32Array,
  { all, fused }: MeanSize,
  embedding: Float32Array,
): Float32Array | undefined {
  if (all < 2) return undefined;
  const without = (whole: Float32Array, count: number, part: Float32Array) => {
    const rest = new Float32Array(whole.length);
    for (let i = 0; i < rest.length; i++) rest[i] = ((whole[i] as number) * count - (part[i] as number)) / (count - 1);
    return rest;
  };
  // Both parts are means of the same embeddings, as nearly always.
  if (fused === all) return without(mean, all, embedding);
  const first = without(firstPart(mean), all, firstPart(embedding));
  const fusedLeft = isFused(embedding) ? fused - 1 : fused;
  if (fusedLeft < 1) return first;
  return withFirstPart(isFused(embedding) ? without(mean, fused, embedding) : mean, first);
}

/** @param first the output of the first network. */
function withFirstPart(fused: Float32Array, first: Float32Array): Float32Array {
  const result = fused.slice();
  result.set(first.map((value) => value * FIRST_FACTOR));
  return result;
}

/** @param sum the sum so far; empty at first. */
function addTo(sum: Float64Array<ArrayBuffer>, embedding: Float32Array): Float64Array<ArrayBuffer> {
  if (sum.length === 0) return Float64Array.from(embedding);
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (embedding[i] as number);
  return sum;
}

// Loops, because Float32Array.from and map take ten times as long, and a training does this for every person and face.
function quotients(sums: Float64Array, divisor: number): Float32Array {
  const divided = new Float32Array(sums.length);
  for (let i = 0; i < divided.length; i++) divided[i] = (sums[i] as number) / divisor;
  return divided;
}
