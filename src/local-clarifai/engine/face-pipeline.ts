import { type DecodedPicture, decodePicture } from '../../photos/decode-picture.js';
import { detectPictureFormat } from '../../photos/picture-format.js';
import { detectFaces, detectSmallFaces, looksLikeBigGroup } from './detect-faces.js';
import { embeddingDistance } from './embedding.js';
import type { EngineFace } from './face-engine.js';
import { type PixelBox, type ScoredBox, scaleBox } from './geometry/box.js';
import { alignFace } from './geometry/face-alignment.js';
import type { Models } from './models.js';
import { CHIP_SIZE } from './networks/embedder-graph.js';
import { NOT_A_FACE_DISTANCE } from './not-a-face.js';
import { createPyramid, type Pyramid } from './pixels/pyramid.js';

/** Long side, in pixels, at which a picture is looked at first, and again when its faces turn out small. */
const SMALL_EDGE = 800;
const LARGE_EDGE = 1600;
/** Faces with a shorter long side than this on the small picture are worth decoding the large one. */
const FACE_NEEDS_LARGE = 110;
const BIG_GROUP_MIN_EDGE = 800;
/** Faces smaller than this in the original, in pixels of their short side, say too little about who it is. */
const NAMEABLE_SIZE = 32;

/** Finds the faces of an encoded picture and turns each into an embedding. */
export async function analyzePicture(bytes: Uint8Array, models: Models): Promise<EngineFace[]> {
  // Only a JPEG is cheaper to decode small.
  const startsSmall = detectPictureFormat(bytes) === 'jpeg';
  let picture = await decodePicture(bytes, { maxEdge: startsSmall ? SMALL_EDGE : LARGE_EDGE });
  let pyramid = createPyramid(picture);
  let boxes = await detectFaces(pyramid, models);
  if (boxes.length === 0) return [];

  const isBigGroup = looksLikeBigGroup(boxes, longSideOf(pyramid));
  if (longSideOf(pyramid) < originalLongSideOf(picture) && startsSmall && (isBigGroup || boxes.some(needsLarge))) {
    picture = await decodePicture(bytes, { maxEdge: LARGE_EDGE });
    const factor = longSideOf(picture) / longSideOf(pyramid);
    pyramid = createPyramid(picture);
    boxes = boxes.map((box) => scaleBox(box, factor));
  }
  if (isBigGroup && longSideOf(pyramid) >= BIG_GROUP_MIN_EDGE) boxes = await detectSmallFaces(pyramid, models, boxes);
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
  const embeddings = await embedder.embed(
    pyramid,
    points.map((face) => alignFace(face, CHIP_SIZE)),
  );
  const enlargement =
    longSideOf({ width: picture.originalWidth, height: picture.originalHeight }) / longSideOf(picture);
  return boxes.flatMap((box, i) => {
    const embedding = embeddings[i];
    if (embedding === undefined || embeddingDistance(embedding, nonFace) < NOT_A_FACE_DISTANCE) return [];
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
        nameable: shortSideOf(box) * enlargement >= NAMEABLE_SIZE,
      },
    ];
  });
}

function needsLarge(box: PixelBox): boolean {
  return Math.max(box.right - box.left, box.bottom - box.top) < FACE_NEEDS_LARGE;
}

function shortSideOf(box: PixelBox): number {
  return Math.min(box.right - box.left, box.bottom - box.top);
}

function longSideOf({ width, height }: { readonly width: number; readonly height: number }): number {
  return Math.max(width, height);
}

function originalLongSideOf({ originalWidth, originalHeight }: DecodedPicture): number {
  return Math.max(originalWidth, originalHeight);
}
