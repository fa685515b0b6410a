import { meanPoint, type Point } from './point.js';
import { fitSimilarity, type Similarity } from './similarity.js';

/** The places of the right eye, left eye and mouth (as seen) in an aligned crop, as fractions of its side. */
const PLACES: readonly Point[] = [
  { x: 0.32, y: 0.307 },
  { x: 0.68, y: 0.307 },
  { x: 0.5, y: 0.71 },
];

/** The same places in a crop of 112 × 112 pixels for MobileFaceNet, from the faces it was trained on, with the mouth corners averaged. */
const MOBILE_FACE_NET_PLACES: readonly Point[] = [
  { x: 38.29, y: 51.7 },
  { x: 73.53, y: 51.5 },
  { x: 56.14, y: 92.28 },
];

/** The similarity that brings a face upright into the middle of a crop. @param landmarks the 68 points of the face. */
export function alignFace(landmarks: readonly Point[], chipSize: number): Similarity {
  return fitSimilarity(
    featuresOf(landmarks),
    PLACES.map(({ x, y }) => ({ x: x * chipSize, y: y * chipSize })),
  );
}

/** The same for MobileFaceNet's crop. */
export function alignFaceForMobileFaceNet(landmarks: readonly Point[]): Similarity {
  return fitSimilarity(featuresOf(landmarks), MOBILE_FACE_NET_PLACES);
}

/** The centres of the right eye, left eye and mouth (as seen). */
function featuresOf(landmarks: readonly Point[]): Point[] {
  return [landmarks.slice(36, 42), landmarks.slice(42, 48), landmarks.slice(48, 68)].map(meanPoint);
}
