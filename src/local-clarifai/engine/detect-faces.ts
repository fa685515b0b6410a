import {
  areaOf,
  clipBox,
  intersectionOverSmaller,
  longSideOf,
  type ScoredBox,
  suppressNonMaximum,
} from './geometry/box.js';
import type { CloseDetector } from './networks/close-detector.js';
import { DETECTOR_INPUT_SIZE, type Detector } from './networks/detector.js';
import type { Pyramid } from './pixels/pyramid.js';

const MIN_SCORE = 0.3;
const MIN_CLOSE_SCORE = 0.4;
/** Boxes that share more than this (intersection over union) are of one face. */
export const MAX_OVERLAP = 0.4;
/** The close detector is only believed for faces larger than this part of the picture's long side … */
const MIN_CLOSE_SIZE = 0.2;
/** … of which nothing found before covers more than this part. */
const MAX_CLOSE_COVER = 0.4;

export interface Detectors {
  readonly detector: Detector;
  readonly closeDetector: CloseDetector;
}

/** Finds the faces one sees at first glance, near and very near ones. Boxes are in pixels, within the picture. */
export async function detectFaces(pyramid: Pyramid, { detector, closeDetector }: Detectors): Promise<ScoredBox[]> {
  const whole = { left: 0, top: 0, right: pyramid.width, bottom: pyramid.height };
  const found = await detector.detect(pyramid, whole, scaleToFit(pyramid), MIN_SCORE);
  const faces = suppressNonMaximum(found, MAX_OVERLAP);
  const minSize = MIN_CLOSE_SIZE * Math.max(pyramid.width, pyramid.height);
  const close = (await closeDetector.detect(pyramid, MIN_CLOSE_SCORE)).filter(
    (box) => longSideOf(box) > minSize && faces.every((face) => intersectionOverSmaller(face, box) <= MAX_CLOSE_COVER),
  );
  return keepOnPicture([...faces, ...suppressNonMaximum(close, MAX_OVERLAP)], pyramid);
}

/** The scale at which the whole picture fits the square the detector was trained on. */
export function scaleToFit({ width, height }: { readonly width: number; readonly height: number }): number {
  return DETECTOR_INPUT_SIZE / Math.max(width, height);
}

/** Cuts boxes off at the edges of the picture, and leaves those out that are beyond. */
export function keepOnPicture(boxes: readonly ScoredBox[], { width, height }: Pyramid): ScoredBox[] {
  return boxes.map((box) => clipBox(box, width, height)).filter((box) => areaOf(box) > 0);
}
