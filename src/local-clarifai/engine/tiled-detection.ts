import { keepOnPicture, MAX_OVERLAP, scaleToFit } from './detect-faces.js';
import {
  areaOf,
  boxAround,
  clipBox,
  growBox,
  intersectionOverSmaller,
  longSideOf,
  type PixelBox,
  type ScoredBox,
  suppressNonMaximum,
} from './geometry/box.js';
import { cutIntoTiles, isCutByTile } from './geometry/tiles.js';
import { DETECTOR_INPUT_SIZE, type Detector } from './networks/detector.js';
import type { Pyramid } from './pixels/pyramid.js';

/** From so many faces on it is a group … */
const GROUP = 3;
/** … in which a face of this part of the long side (31 pixels of the detector's input) says that there may be some it did not see. */
const SMALL_FACE = 0.06;
/** How large the typical face should be at the second look, as part of the side of the detector's square, and at what price. */
const GOOD_FACE = 0.09;
const MIN_ZOOM = 1.3;
const MAX_ZOOM = 2;
const MIN_SCORE = 0.5;
/** How far around the faces found others may be, in typical faces: rows of a group are closer together. */
const MARGIN = 3;
/** Pixels of input that are looked at in one run: more would take no less time, and much memory. */
const MAX_PIXELS = 1.5 * DETECTOR_INPUT_SIZE ** 2;
/** What neighbouring tiles share, in faces of the largest kind: none is cut by both. */
const TILE_OVERLAP = 1.3;
/** A box this close to a tile's edge is taken to be cut by it, in pixels of the detector's input. */
const TILE_EDGE = 4;
/** A box of the first look that shares more than this part of the smaller one with a box of the second is of the same face. */
const SAME_FACE = 0.5;

/** Whether there may be more faces than one sees at first glance: several, and some of them small. */
export function looksLikeBigGroup(faces: readonly PixelBox[], longSide: number): boolean {
  return faces.length >= GROUP && Math.min(...faces.map(longSideOf)) <= SMALL_FACE * longSide;
}

/**
 * Looks again, closer, at the faces of a group and around them.
 * @param faces what the first look found, in pixels of the picture; at least one.
 * @returns these and the ones found now.
 */
export async function detectInTiles(
  pyramid: Pyramid,
  detector: Detector,
  faces: readonly ScoredBox[],
): Promise<ScoredBox[]> {
  const sizes = faces.map(longSideOf).sort((a, b) => a - b);
  const typical = sizes[sizes.length >> 1] as number;
  const largest = sizes.at(-1) as number;
  const wantedZoom = (GOOD_FACE * Math.max(pyramid.width, pyramid.height)) / typical;
  const scale = scaleToFit(pyramid) * Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, wantedZoom));
  const area = clipBox(growBox(boxAround(faces), MARGIN * typical), pyramid.width, pyramid.height);

  const tileCount = Math.ceil((areaOf(area) * scale ** 2) / MAX_PIXELS);
  const found: ScoredBox[] = [];
  for (const tile of cutIntoTiles(area, tileCount, TILE_OVERLAP * largest)) {
    const boxes = await detector.detect(pyramid, tile, scale, MIN_SCORE);
    found.push(...boxes.filter((box) => !isCutByTile(box, tile, area, TILE_EDGE / scale)));
  }
  const closer = suppressNonMaximum(found, MAX_OVERLAP);
  // The closer look has the better boxes, so that it wins even where the first was surer.
  const others = faces.filter((face) => closer.every((box) => intersectionOverSmaller(face, box) <= SAME_FACE));
  return keepOnPicture([...closer, ...others], pyramid);
}
