import {
  areaOf,
  clipBox,
  intersectionOverSmaller,
  type PixelBox,
  type ScoredBox,
  suppressNonMaximum,
} from './geometry/box.js';
import { cutIntoTiles, isCutByTile } from './geometry/tiles.js';
import type { CloseDetector } from './networks/close-detector.js';
import type { Detector } from './networks/detector.js';
import type { Pyramid } from './pixels/pyramid.js';

const MIN_SCORE = 0.3;
const MIN_CLOSE_SCORE = 0.4;
const MIN_TILE_SCORE = 0.5;
const MAX_OVERLAP = 0.4;
/** The close detector is only believed for faces larger than this part of the picture's long side … */
const MIN_CLOSE_SIZE = 0.2;
/** … of which nothing found before covers more than this part. */
const MAX_CLOSE_COVER = 0.4;
const TILE_OVERLAP = 0.2;
/** A box this close to a tile's edge, as a fraction of the tile, is taken to be cut by it. */
const TILE_EDGE = 0.01;

export interface Detectors {
  readonly detector: Detector;
  readonly closeDetector: CloseDetector;
}

/** Finds the faces one sees at first glance, near and very near ones. Boxes are in pixels, within the picture. */
export async function detectFaces(pyramid: Pyramid, { detector, closeDetector }: Detectors): Promise<ScoredBox[]> {
  const found = await detector.detect(pyramid, wholeOf(pyramid), MIN_SCORE);
  const faces = suppressNonMaximum(found, MAX_OVERLAP);
  const minSize = MIN_CLOSE_SIZE * Math.max(pyramid.width, pyramid.height);
  const close = (await closeDetector.detect(pyramid, MIN_CLOSE_SCORE)).filter(
    (box) =>
      Math.max(box.right - box.left, box.bottom - box.top) > minSize &&
      faces.every((face) => intersectionOverSmaller(face, box) <= MAX_CLOSE_COVER),
  );
  return onPicture([...faces, ...suppressNonMaximum(close, MAX_OVERLAP)], pyramid);
}

/** Whether there may be more faces than one sees at first glance: several, and small ones. */
export function looksLikeBigGroup(faces: readonly PixelBox[], longSide: number): boolean {
  if (faces.length < 3) return false;
  const sizes = faces.map((face) => Math.max(face.right - face.left, face.bottom - face.top)).sort((a, b) => a - b);
  return (sizes[sizes.length >> 1] as number) <= 0.12 * longSide;
}

/** Looks again, closer, at each quarter of a picture. @returns the faces given and the ones found now. */
export async function detectSmallFaces(
  pyramid: Pyramid,
  { detector }: Detectors,
  faces: readonly ScoredBox[],
): Promise<ScoredBox[]> {
  const found: ScoredBox[] = [...faces];
  // One after the other: together they take no less time, and four times the memory.
  for (const tile of cutIntoTiles(pyramid.width, pyramid.height, TILE_OVERLAP)) {
    const tolerance = (tile.right - tile.left) * TILE_EDGE;
    const boxes = await detector.detect(pyramid, tile, MIN_TILE_SCORE);
    found.push(...boxes.filter((box) => !isCutByTile(box, tile, pyramid, tolerance)));
  }
  return onPicture(suppressNonMaximum(found, MAX_OVERLAP), pyramid);
}

function wholeOf({ width, height }: Pyramid): PixelBox {
  return { left: 0, top: 0, right: width, bottom: height };
}

function onPicture(boxes: readonly ScoredBox[], { width, height }: Pyramid): ScoredBox[] {
  return boxes.map((box) => clipBox(box, width, height)).filter((box) => areaOf(box) > 0);
}
