import { detectFaces } from './detect-faces.js';
import { embeddingDistance, fuseEmbeddings } from './embedding.js';
import type { EngineFace } from './face-engine.js';
import { qualityIssueOf, turnOf } from './face-quality.js';
import { isSqueezed, shareOutside } from './face-visibility.js';
import {
  areaOf,
  clipBox,
  longSideOf,
  type PixelBox,
  type ScoredBox,
  scaleBox,
  shortSideOf,
  stretchBox,
} from './geometry/box.js';
import { alignFace, alignFaceForMobileFaceNet } from './geometry/face-alignment.js';
import type { Point } from './geometry/point.js';
import { applySimilarity } from './geometry/similarity.js';
import type { Models } from './models.js';
import { CROP_SIZE } from './networks/embedder.js';
import { MIN_NON_FACE_DISTANCE } from './non-face-embedding.js';
import { longEdgeOf, type PictureSource } from './picture-source.js';
import { createPyramid, type Pyramid, type RgbPicture } from './pixels/pyramid.js';
import { detectInTiles, looksLikeBigGroup } from './tiled-detection.js';
import { asItIs, mapBox, type View } from './views.js';

/** A face with a shorter long side than this loses detail that the embedder could use (at 80 pixels, 2 % of the distance). */
const ENOUGH_FACE = 80;
const BIG_GROUP_MIN_EDGE = 800;
/** From so many faces on, each is looked at once instead of also as in a mirror: or else a crowd takes more than a second. */
const CROWD = 15;

/** A face, and how far its embedding is from where those of non-faces land. */
export interface SeenFace extends EngineFace {
  readonly nonFaceDistance: number;
}

/** What one look at a picture yields. */
export interface Look {
  readonly faces: readonly SeenFace[];
  /** Places that resemble a face a little, the likeliest first; as fractions 0–1 of the oriented picture. */
  readonly doubts: readonly EngineFace['box'][];
}

/** Finds the faces of a picture and turns each into an embedding. @param view how the picture is changed before. */
export async function lookAtPicture(source: PictureSource, models: Models, view: View = asItIs): Promise<Look> {
  let decoded = source.first;
  let picture = view(decoded);
  let pyramid = createPyramid(picture);
  const detected = await detectFaces(pyramid, models);
  const doubts = detected.doubts.map((box) => toFractions(mapBox(box, picture.toSource), decoded));
  let boxes = detected.faces;
  if (boxes.length === 0) return { faces: [], doubts };

  const isBigGroup = looksLikeBigGroup(boxes, longEdgeOf(pyramid));
  const smallest = Math.min(...boxes.map(longSideOf));
  if (source.canBeLarger && (isBigGroup || smallest < ENOUGH_FACE)) {
    const before = longEdgeOf(picture);
    decoded = await source.decodeLarger((longEdgeOf(decoded) * ENOUGH_FACE) / smallest);
    picture = view(decoded);
    pyramid = createPyramid(picture);
    boxes = boxes.map((box) => scaleBox(box, longEdgeOf(picture) / before));
  }
  if (isBigGroup && longEdgeOf(pyramid) >= BIG_GROUP_MIN_EDGE) {
    boxes = await detectInTiles(pyramid, models.detector, boxes);
  }
  const enlargement =
    longEdgeOf({ width: decoded.originalWidth, height: decoded.originalHeight }) / longEdgeOf(decoded);
  const faces: SeenFace[] = [];
  const landmarks: (readonly Point[])[] = [];
  for (const seen of await describeFaces(pyramid, boxes, models)) {
    const { box, points, placing, embedding, sharpness, overexposed, occlusion, nonFaceDistance } = seen;
    const place = toFractions(mapBox(box, picture.toSource), decoded);
    if (areaOf(place) === 0) continue;
    if (nonFaceDistance < MIN_NON_FACE_DISTANCE) {
      doubts.unshift(place);
      continue;
    }
    const qualityIssue = qualityIssueOf({
      size: shortSideOf(box) * enlargement,
      sharpness,
      turn: turnOf(points),
      visibility: {
        outside: shareOutside(placing, CROP_SIZE, decoded, picture.toSource),
        squeezed: isSqueezed(
          points.map((point) => applySimilarity(picture.toSource, point)),
          mapBox(box, picture.toSource),
          decoded,
        ),
        overexposed,
      },
      occlusion,
    });
    faces.push({ box: place, confidence: box.score, embedding, qualityIssue, nonFaceDistance });
    landmarks.push(points);
  }
  const second = await models.mobileFaceNet?.embed(pyramid, landmarks.map(alignFaceForMobileFaceNet));
  return { faces: faces.map((face, i) => addSecondPart(face, second?.[i])), doubts };
}

/** @param second what MobileFaceNet yields for the face; undefined without it. */
function addSecondPart(face: SeenFace, second: Float32Array | undefined): SeenFace {
  return second === undefined ? face : { ...face, embedding: fuseEmbeddings(face.embedding, second) };
}

/** Landmarks and embedding of every box, as if each held a face. */
async function describeFaces(pyramid: Pyramid, boxes: readonly ScoredBox[], { landmarks, embedder, nonFace }: Models) {
  const points = await landmarks.find(pyramid, boxes);
  const placings = points.map((face) => alignFace(face, CROP_SIZE));
  const embedded = await embedder.embed(pyramid, placings, { mirrored: boxes.length < CROWD });
  return boxes.flatMap((box, i) => {
    const [seen, face, placing] = [embedded[i], points[i], placings[i]];
    if (seen === undefined || face === undefined || placing === undefined) return [];
    const nonFaceDistance = embeddingDistance(seen.embedding, nonFace);
    return [{ box, points: face, placing, ...seen, nonFaceDistance }];
  });
}

/** What is on the picture of a box in its pixels. */
function toFractions(box: PixelBox, { width, height }: RgbPicture): EngineFace['box'] {
  return stretchBox(clipBox(box, width, height), 1 / width, 1 / height);
}
