import { meanPoint, type Point } from './point.js';
import { fitSimilarity, type Similarity } from './similarity.js';

/** Where right eye, left eye and mouth (as seen) belong on an aligned chip, as fractions of its side. */
const PLACES: readonly Point[] = [
  { x: 0.32, y: 0.307 },
  { x: 0.68, y: 0.307 },
  { x: 0.5, y: 0.71 },
];

/** Turns, scales and shifts a face upright into the middle of a chip. @param landmarks the 68 points of the face. */
export function alignFace(landmarks: readonly Point[], chipSize: number): Similarity {
  const features = [landmarks.slice(36, 42), landmarks.slice(42, 48), landmarks.slice(48, 68)].map(meanPoint);
  return fitSimilarity(
    features,
    PLACES.map(({ x, y }) => ({ x: x * chipSize, y: y * chipSize })),
  );
}
