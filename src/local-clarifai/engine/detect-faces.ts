import {
  areaOf,
  clipBox,
  intersectionOverSmaller,
  longSideOf,
  type ScoredBox,
  suppressNonMaximum,
} from './geometry/box.js';
import { DETECTOR_INPUT_SIZE, type Detector } from './networks/detector.js';
import type { TinyFaceDetector } from './networks/tiny-face-detector.js';
import type { Pyramid } from './pixels/pyramid.js';

/** Side of the square that the picture is first glanced at in: two fifths of the work of the detector's own square. */
const QUICK_SIZE = 320;
/**
 * A glance is enough when every face is this likely and this large (as part of the picture's long side), and nothing else is
 * as likely as the doubt. Of 216 faces that the full look finds on real photos, the glance gives each at least the doubt.
 */
const QUICK_SURE = 0.8;
const QUICK_MIN_SIZE = 0.1;
const QUICK_DOUBT = 0.1;
const MIN_SCORE = 0.3;
const MIN_TINY_SCORE = 0.4;
/** Boxes that share more than this (intersection over union) are of one face. */
export const MAX_OVERLAP = 0.4;
/** The close detector is only believed for faces larger than this part of the picture's long side … */
const MIN_TINY_SIZE = 0.2;
/** … of which nothing found before covers more than this part. */
const MAX_TINY_COVER = 0.4;

export interface Detectors {
  readonly detector: Detector;
  readonly tinyFaceDetector: TinyFaceDetector;
}

/** Finds the faces one sees at first glance, near and very near ones. Boxes are in pixels, within the picture. */
export async function detectFaces(pyramid: Pyramid, { detector, tinyFaceDetector }: Detectors): Promise<ScoredBox[]> {
  const faces =
    (await detectQuickly(pyramid, detector)) ?? (await detectWhole(pyramid, detector, DETECTOR_INPUT_SIZE, MIN_SCORE));
  const minSize = MIN_TINY_SIZE * Math.max(pyramid.width, pyramid.height);
  const close = (await tinyFaceDetector.detect(pyramid, MIN_TINY_SCORE)).filter(
    (box) => longSideOf(box) > minSize && faces.every((face) => intersectionOverSmaller(face, box) <= MAX_TINY_COVER),
  );
  return keepOnPicture([...faces, ...suppressNonMaximum(close, MAX_OVERLAP)], pyramid);
}

/** The faces of a picture with nothing but a few large ones; undefined when a better look is needed. */
async function detectQuickly(pyramid: Pyramid, detector: Detector): Promise<ScoredBox[] | undefined> {
  const seen = await detectWhole(pyramid, detector, QUICK_SIZE, QUICK_DOUBT);
  const faces = seen.filter(({ score }) => score >= QUICK_SURE);
  const minSize = QUICK_MIN_SIZE * Math.max(pyramid.width, pyramid.height);
  const isFace = (box: ScoredBox) => faces.some((face) => intersectionOverSmaller(face, box) > MAX_OVERLAP);
  return faces.length > 0 && faces.every((face) => longSideOf(face) >= minSize) && seen.every(isFace)
    ? faces
    : undefined;
}

/** Faces on the whole picture, shrunk or enlarged to a square of the given side. */
async function detectWhole(pyramid: Pyramid, detector: Detector, size: number, minScore: number): Promise<ScoredBox[]> {
  const whole = { left: 0, top: 0, right: pyramid.width, bottom: pyramid.height };
  const scale = (scaleToFit(pyramid) * size) / DETECTOR_INPUT_SIZE;
  return suppressNonMaximum(await detector.detect(pyramid, whole, scale, minScore), MAX_OVERLAP);
}

/** The scale at which the whole picture fits the square the detector was trained on. */
export function scaleToFit({ width, height }: { readonly width: number; readonly height: number }): number {
  return DETECTOR_INPUT_SIZE / Math.max(width, height);
}

/** Cuts boxes off at the edges of the picture, and leaves those out that are beyond. */
export function keepOnPicture(boxes: readonly ScoredBox[], { width, height }: Pyramid): ScoredBox[] {
  return boxes.map((box) => clipBox(box, width, height)).filter((box) => areaOf(box) > 0);
}
