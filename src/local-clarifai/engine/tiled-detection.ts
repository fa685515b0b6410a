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

/** From this many faces on, a photo is a group … */
const GROUP = 3;
/** … and if a face is smaller than this share of the long side (31 pixels of the detector's input), others may have been missed. */
const SMALL_FACE = 0.06;
/** The size of the typical face at the second look, as a share of the side of the detector's square, and the cost limit. */
const GOOD_FACE = 0.09;
const MIN_ZOOM = 1.3;
const MAX_ZOOM = 2;
const MIN_SCORE = 0.5;
/** How far around the found faces others are searched for, in sizes of the typical face. Rows of a group are closer together. */
const MARGIN = 3;
/** Pixels of input per run: more would save no time and take much memory. */
const MAX_PIXELS = 1.5 * DETECTOR_INPUT_SIZE ** 2;
/** The overlap of adjacent tiles, in sizes of the largest face, so that no face is cut by both. */
const TILE_OVERLAP = 1.3;
/** In pixels of the detector's input. A box this close to a tile's edge counts as cut by it. */
const TILE_EDGE = 4;
/** A box of the first look and one of the second that share more than this part of the smaller are of the same face. */
const SAME_FACE = 0.5;

/** Whether there may be more faces than were found: several were, and some of them are small. */
export function looksLikeBigGroup(faces: readonly PixelBox[], longSide: number): boolean {
  return faces.length >= GROUP && Math.min(...faces.map(longSideOf)) <= SMALL_FACE * longSide;
}

/**
 * Looks again, closer, at the faces of a group and around them.
 * @param faces the faces of the first look, in pixels of the picture. At least one.
 * @returns these and the newly found ones.
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
  // The closer look has better boxes, so it wins even if the first had a higher score.
  const others = faces.filter((face) => closer.every((box) => intersectionOverSmaller(face, box) <= SAME_FACE));
  return keepOnPicture([...closer, ...others], pyramid);
}
