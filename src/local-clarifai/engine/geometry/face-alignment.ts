import { meanPoint, type Point } from './point.js';
import { fitSimilarity, type Similarity } from './similarity.js';

/** Where right eye, left eye and mouth (as seen) belong on an aligned chip, as fractions of its side. */
const PLACES: readonly Point[] = [
  { x: 0.32, y: 0.307 },
  { x: 0.68, y: 0.307 },
  { x: 0.5, y: 0.71 },
];

/** The same places on a crop of 112 × 112 for MobileFaceNet: those of the faces it was trained on, whose mouth corners are averaged. */
const MOBILE_FACE_NET_PLACES: readonly Point[] = [
  { x: 38.29, y: 51.7 },
  { x: 73.53, y: 51.5 },
  { x: 56.14, y: 92.28 },
];

/** Turns, scales and shifts a face upright into the middle of a chip. @param landmarks the 68 points of the face. */
export function alignFace(landmarks: readonly Point[], chipSize: number): Similarity {
  return fitSimilarity(
    featuresOf(landmarks),
    PLACES.map(({ x, y }) => ({ x: x * chipSize, y: y * chipSize })),
  );
}

/** The same for a crop of MobileFaceNet. */
export function alignFaceForMobileFaceNet(landmarks: readonly Point[]): Similarity {
  return fitSimilarity(featuresOf(landmarks), MOBILE_FACE_NET_PLACES);
}

/** The middles of right eye, left eye and mouth (as seen). */
function featuresOf(landmarks: readonly Point[]): Point[] {
  return [landmarks.slice(36, 42), landmarks.slice(42, 48), landmarks.slice(48, 68)].map(meanPoint);
}
