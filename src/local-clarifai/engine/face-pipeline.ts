import type { DecodedPicture } from '../../photos/decode-picture.js';
import { detectPictureFormat } from '../../photos/picture-format.js';
import { decodePicture, measurePicture } from '../../photos/pictures.js';
import { detectFaces } from './detect-faces.js';
import { embeddingDistance } from './embedding.js';
import type { EngineFace } from './face-engine.js';
import { qualityIssueOf, turnOf } from './face-quality.js';
import { longSideOf, type ScoredBox, scaleBox, shortSideOf } from './geometry/box.js';
import { alignFace } from './geometry/face-alignment.js';
import type { Models } from './models.js';
import { CROP_SIZE } from './networks/embedder.js';
import { MIN_NON_FACE_DISTANCE } from './non-face-embedding.js';
import { createPyramid, type Pyramid } from './pixels/pyramid.js';
import { detectInTiles, looksLikeBigGroup } from './tiled-detection.js';

/** Long side, in pixels, to which pictures are shrunk: of a larger one only time and memory would be more. */
const LARGE_EDGE = 1600;
/**
 * Long side at which a large JPEG is looked at first: its decoder shrinks it while reading, several times faster than to
 * {@link LARGE_EDGE}, and that is enough unless its faces turn out small.
 */
const SMALL_EDGE = 800;
/** A JPEG up to this size is decoded as it is: shrinking would take longer than it saves. */
const MEDIUM_EDGE = 2048;
/** A face with a shorter long side than this loses detail that the embedder could use (at 80 pixels, 2 % of the distance). */
const ENOUGH_FACE = 80;
const BIG_GROUP_MIN_EDGE = 800;
/** From so many faces on, each is looked at once instead of also as in a mirror: or else a crowd takes more than a second. */
const CROWD = 15;

/** Finds the faces of an encoded picture and turns each into an embedding. */
export async function analyzePicture(bytes: Uint8Array, models: Models): Promise<EngineFace[]> {
  const firstEdge = await chooseFirstEdge(bytes);
  let picture = await decodePicture(bytes, { maxEdge: firstEdge });
  let pyramid = createPyramid(picture);
  let boxes = await detectFaces(pyramid, models);
  if (boxes.length === 0) return [];

  const isBigGroup = looksLikeBigGroup(boxes, longEdgeOf(pyramid));
  if (firstEdge < LARGE_EDGE && (isBigGroup || boxes.some((box) => longSideOf(box) < ENOUGH_FACE))) {
    const smallest = Math.min(...boxes.map(longSideOf)) / longEdgeOf(pyramid);
    picture = await decodePicture(bytes, { maxEdge: chooseSecondEdge(picture, smallest) });
    const factor = longEdgeOf(picture) / longEdgeOf(pyramid);
    pyramid = createPyramid(picture);
    boxes = boxes.map((box) => scaleBox(box, factor));
  }
  if (isBigGroup && longEdgeOf(pyramid) >= BIG_GROUP_MIN_EDGE) {
    boxes = await detectInTiles(pyramid, models.detector, boxes);
  }
  return describeFaces(picture, pyramid, boxes, models);
}

/** Embeddings of the boxes that really hold a face. */
async function describeFaces(
  picture: DecodedPicture,
  pyramid: Pyramid,
  boxes: readonly ScoredBox[],
  { landmarks, embedder, nonFace }: Models,
): Promise<EngineFace[]> {
  const points = await landmarks.find(pyramid, boxes);
  const embedded = await embedder.embed(
    pyramid,
    points.map((face) => alignFace(face, CROP_SIZE)),
    { mirrored: boxes.length < CROWD },
  );
  const enlargement =
    longEdgeOf({ width: picture.originalWidth, height: picture.originalHeight }) / longEdgeOf(picture);
  return boxes.flatMap((box, i) => {
    const [seen, face] = [embedded[i], points[i]];
    if (seen === undefined || face === undefined) return [];
    const { embedding, sharpness } = seen;
    if (embeddingDistance(embedding, nonFace) < MIN_NON_FACE_DISTANCE) return [];
    return [
      {
        box: {
          left: box.left / picture.width,
          top: box.top / picture.height,
          right: box.right / picture.width,
          bottom: box.bottom / picture.height,
        },
        confidence: box.score,
        embedding,
        qualityIssue: qualityIssueOf({ size: shortSideOf(box) * enlargement, sharpness, turn: turnOf(face) }),
      },
    ];
  });
}

/** The long side to decode to at first. */
async function chooseFirstEdge(bytes: Uint8Array): Promise<number> {
  // Only a JPEG is cheaper to decode when small.
  if (detectPictureFormat(bytes) !== 'jpeg') return LARGE_EDGE;
  return longEdgeOf(await measurePicture(bytes)) <= MEDIUM_EDGE ? MEDIUM_EDGE : SMALL_EDGE;
}

/**
 * The long side to decode to at the second look: a third of the picture where that is enough, because down to it sharp lets
 * the decoder halve the picture while reading, and beyond it decodes every pixel (5/3 of the time).
 * @param smallestFace its long side, as part of the picture's.
 */
function chooseSecondEdge({ originalWidth, originalHeight }: DecodedPicture, smallestFace: number): number {
  const third = Math.floor(longEdgeOf({ width: originalWidth, height: originalHeight }) / 3);
  return third < LARGE_EDGE && third * smallestFace >= ENOUGH_FACE ? third : LARGE_EDGE;
}

/** Of a picture, in pixels. */
function longEdgeOf({ width, height }: { readonly width: number; readonly height: number }): number {
  return Math.max(width, height);
}
