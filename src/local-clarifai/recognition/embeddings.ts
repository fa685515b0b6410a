/** Of two embeddings of one engine. */
export function euclideanDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += ((a[index] as number) - (b[index] as number)) ** 2;
  return Math.sqrt(sum);
}

/** 0 for the same direction, 1 for none in common, 2 for opposite ones. */
export function cosineDistance(a: Float32Array, b: Float32Array): number {
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let index = 0; index < a.length; index++) {
    const x = a[index] as number;
    const y = b[index] as number;
    product += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  const length = Math.sqrt(squaresA * squaresB);
  return length === 0 ? 1 : 1 - product / length;
}

/** @returns undefined for none. */
export function meanEmbedding(embeddings: readonly Float32Array[]): Float32Array | undefined {
  const [first] = embeddings;
  if (first === undefined) return undefined;
  const mean = new Float32Array(first.length);
  for (const embedding of embeddings) {
    for (let index = 0; index < mean.length; index++) {
      mean[index] = (mean[index] as number) + (embedding[index] as number) / embeddings.length;
    }
  }
  return mean;
}
