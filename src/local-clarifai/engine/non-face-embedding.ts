import { meanEmbedding } from './embedding.js';
import { IDENTITY } from './geometry/similarity.js';
import { CROP_SIZE, type Embedder } from './networks/embedder.js';
import { createPyramid, type RgbPicture } from './pixels/pyramid.js';

/** Embeddings closer than this to those of generated patterns are not of a face (94.7 % of false boxes, 0.03 % of faces). */
export const MIN_NON_FACE_DISTANCE = 0.5;

type Pattern = (x: number, y: number) => number;

/** Brightness (0–255) of patterns without a face: greys, stripes, checks, noise, gradients. */
const PATTERNS: readonly Pattern[] = [
  () => 64,
  () => 192,
  (x) => (x % 20 < 10 ? 40 : 215),
  (_x, y) => (y % 20 < 10 ? 40 : 215),
  (x, y) => ((Math.floor(x / 15) + Math.floor(y / 15)) % 2 === 0 ? 40 : 215),
  (x, y) => hash(x, y),
  (x) => (x * 255) / CROP_SIZE,
  (_x, y) => (y * 255) / CROP_SIZE,
];

/** The embedding of non-faces: the mean over generated patterns. */
export async function embedNonFaces(embedder: Embedder): Promise<Float32Array> {
  const embeddings: Float32Array[] = [];
  for (const pattern of PATTERNS) {
    embeddings.push(...(await embedder.embed(createPyramid(drawPattern(pattern)), [IDENTITY])));
  }
  return meanEmbedding(embeddings);
}

function drawPattern(pattern: Pattern): RgbPicture {
  const data = new Uint8Array(CROP_SIZE * CROP_SIZE * 3);
  for (let i = 0; i < CROP_SIZE * CROP_SIZE; i++) {
    data.fill(pattern(i % CROP_SIZE, Math.floor(i / CROP_SIZE)), i * 3, i * 3 + 3);
  }
  return { data, width: CROP_SIZE, height: CROP_SIZE };
}

/** Noise, the same on every machine (a multiplicative hash, Knuth, TAOCP vol. 3, 6.4). */
function hash(x: number, y: number): number {
  return (Math.imul(y * CROP_SIZE + x + 1, 2_654_435_761) >>> 24) & 255;
}
