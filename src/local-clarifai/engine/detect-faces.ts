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
import { longEdgeOf } from './picture-source.js';
import type { Pyramid } from './pixels/pyramid.js';

/** Side in pixels of the small square a picture is first searched in: two fifths of the work of the detector's own square. */
const QUICK_SIZE = 320;
/**
 * The small square is enough if every face has at least this score and this size (as a share of the picture's long side), and no
 * other box scores as high as the doubt. On real photos, all 216 faces that the full square finds score at least that here.
 */
const QUICK_SURE = 0.8;
const QUICK_MIN_SIZE = 0.1;
const QUICK_DOUBT = 0.1;
const MIN_SCORE = 0.3;
/** Of faces that are sideways or upside down and larger than a tenth of the long side, 96 % get at least this score. */
const DOUBT_SCORE = 0.05;
const MIN_TINY_SCORE = 0.4;
/** Boxes that overlap by more than this (intersection over union) are of the same face. */
export const MAX_OVERLAP = 0.4;
/** The detector for close faces is only used for faces larger than this share of the picture's long side. */
const MIN_TINY_SIZE = 0.2;
/** A box of which a face covers more than this share adds nothing. */
const MAX_COVER = 0.4;

export interface Detectors {
  readonly detector: Detector;
  readonly tinyFaceDetector: TinyFaceDetector;
}

export interface DetectedFaces {
  /** Faces found without tiles, near and very near ones. */
  readonly faces: ScoredBox[];
  /** Boxes away from the faces that score too low to be one. Highest score first. */
  readonly doubts: ScoredBox[];
}

/** Finds the faces of a picture. Boxes are in pixels, within the picture. */
export async function detectFaces(pyramid: Pyramid, { detector, tinyFaceDetector }: Detectors): Promise<DetectedFaces> {
  let seen = await detectWhole(pyramid, detector, QUICK_SIZE, DOUBT_SCORE);
  let faces = findClearFaces(seen, pyramid);
  if (faces === undefined) {
    seen = await detectWhole(pyramid, detector, DETECTOR_INPUT_SIZE, DOUBT_SCORE);
    faces = seen.filter(({ score }) => score >= MIN_SCORE);
  }
  const minSize = MIN_TINY_SIZE * longEdgeOf(pyramid);
  const close = awayFrom(faces, await tinyFaceDetector.detect(pyramid, MIN_TINY_SCORE)).filter(
    (box) => longSideOf(box) > minSize,
  );
  faces = [...faces, ...suppressNonMaximum(close, MAX_OVERLAP)];
  return { faces: keepOnPicture(faces, pyramid), doubts: keepOnPicture(awayFrom(faces, seen), pyramid) };
}

/** The boxes that no face covers to a large part. */
function awayFrom(faces: readonly ScoredBox[], boxes: readonly ScoredBox[]): ScoredBox[] {
  return boxes.filter((box) => faces.every((face) => intersectionOverSmaller(face, box) <= MAX_COVER));
}

/** The faces of a picture with only a few large ones; undefined if a larger square is needed. */
function findClearFaces(seen: readonly ScoredBox[], pyramid: Pyramid): ScoredBox[] | undefined {
  const faces = seen.filter(({ score }) => score >= QUICK_SURE);
  const minSize = QUICK_MIN_SIZE * longEdgeOf(pyramid);
  const isFace = (box: ScoredBox) => faces.some((face) => intersectionOverSmaller(face, box) > MAX_OVERLAP);
  const isClear =
    faces.length > 0 &&
    faces.every((face) => longSideOf(face) >= minSize) &&
    seen.every((box) => box.score < QUICK_DOUBT || isFace(box));
  return isClear ? faces : undefined;
}

/** Faces in the whole picture, scaled to a square of the given side. Boxes are in pixels of the picture. */
async function detectWhole(pyramid: Pyramid, detector: Detector, size: number, minScore: number): Promise<ScoredBox[]> {
  const whole = { left: 0, top: 0, right: pyramid.width, bottom: pyramid.height };
  const scale = (scaleToFit(pyramid) * size) / DETECTOR_INPUT_SIZE;
  return suppressNonMaximum(await detector.detect(pyramid, whole, scale, minScore), MAX_OVERLAP);
}

/** The scale at which the whole picture fits the square the detector was trained on. */
export function scaleToFit({ width, height }: { readonly width: number; readonly height: number }): number {
  return DETECTOR_INPUT_SIZE / Math.max(width, height);
}

/** Cuts boxes off at the edges of the picture, and drops boxes that lie outside. */
export function keepOnPicture(boxes: readonly ScoredBox[], { width, height }: Pyramid): ScoredBox[] {
  return boxes.map((box) => clipBox(box, width, height)).filter((box) => areaOf(box) > 0);
}
