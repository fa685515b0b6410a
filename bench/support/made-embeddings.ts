import { fuseEmbeddings } from '../../src/local-clarifai/engine/embedding.js';

/** Dimensions of the two networks' embeddings. */
const [FIRST, SECOND] = [128, 192];
export const EMBEDDING_SIZE = FIRST + SECOND;

/** A person's face, as each of the two networks sees it. */
interface Vectors {
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** @param length of each of the two vectors. */
export function vectors(random: () => number, length: number): Vectors {
  return { first: randomVector(FIRST, random, length), second: randomVector(SECOND, random, length) };
}

/** An embedding of a person's face. Photos of one person are about 0.4 apart, those of different people about 1.2. */
export function nearTo(centre: Vectors, random: () => number): Float32Array {
  const add = (vector: Float32Array, noise: Float32Array) => vector.map((value, i) => value + (noise[i] ?? 0));
  const { first, second } = vectors(random, 0.35);
  return fuseEmbeddings(add(centre.first, first), add(centre.second, second));
}

function randomVector(size: number, random: () => number, length: number): Float32Array {
  // The sum of two uniform numbers is near enough to normal, and quick.
  const vector = Float32Array.from({ length: size }, () => random() + random() - 1);
  const factor = length / Math.hypot(...vector);
  return vector.map((value) => value * factor);
}
