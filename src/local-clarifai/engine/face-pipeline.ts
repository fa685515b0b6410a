import { detectFaces } from './detect-faces.js';
import { embeddingDistance, fuseEmbeddings } from './embedding.js';
import type { EngineFace } from './face-engine.js';
import { occlusionOf } from './face-occlusion.js';
import { qualityIssueOf, sharpnessOf, turnOf } from './face-quality.js';
import { isSqueezed, shareOutside, shareOverexposed } from './face-visibility.js';
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
import { applySimilarity } from './geometry/similarity.js';
import type { Models } from './models.js';
import { CROP_NORMALIZATION, CROP_SIZE } from './networks/embedder.js';
import type { AlignedFace } from './networks/mobile-face-net.js';
import { MIN_NON_FACE_DISTANCE } from './non-face-embedding.js';
import { longEdgeOf, type PictureSource } from './picture-source.js';
import type { Pyramid, RgbPicture } from './pixels/pyramid.js';
import { detectInTiles, looksLikeBigGroup } from './tiled-detection.js';
import { asItIs, mapBox, type View } from './views.js';

/** In pixels. A face whose long side is shorter loses detail that the embedder could use (at 80 pixels, 2 % of the distance). */
const ENOUGH_FACE = 80;
const BIG_GROUP_MIN_EDGE = 800;
/** From this many faces on, faces are not embedded a second time mirrored, because a crowd would take more than a second. */
const CROWD = 15;

/** A face found in one pass, embedded by the first network alone. */
export interface SeenFace extends EngineFace {
  /** The distance of its embedding from those of non-faces. */
  readonly nonFaceDistance: number;
  /** The input of the second network. */
  readonly aligned: AlignedFace;
}

/** The result of one pass over a picture. */
export interface Look {
  readonly faces: readonly SeenFace[];
  /** Boxes that score too low to be a face, as fractions 0–1 of the oriented picture. Highest score first. */
  readonly doubts: readonly EngineFace['box'][];
}

/** Finds the faces of a picture and embeds each with the first network. @param view the change to apply to the picture. */
export async function lookAtPicture(source: PictureSource, models: Models, view: View = asItIs): Promise<Look> {
  let decoded = source.first;
  let picture = view(decoded.pyramid);
  const detected = await detectFaces(picture, models);
  const doubts = detected.doubts.map((box) => toFractions(mapBox(box, picture.toPicture), decoded));
  let boxes = detected.faces;
  if (boxes.length === 0) return { faces: [], doubts };

  const isBigGroup = looksLikeBigGroup(boxes, longEdgeOf(picture));
  const smallest = Math.min(...boxes.map(longSideOf));
  if (source.canBeLarger && (isBigGroup || smallest < ENOUGH_FACE)) {
    const before = longEdgeOf(picture);
    decoded = await source.decodeLarger((longEdgeOf(decoded) * ENOUGH_FACE) / smallest);
    picture = view(decoded.pyramid);
    boxes = boxes.map((box) => scaleBox(box, longEdgeOf(picture) / before));
  }
  if (isBigGroup && longEdgeOf(picture) >= BIG_GROUP_MIN_EDGE) {
    boxes = await detectInTiles(picture, models.detector, boxes);
  }
  const enlargement =
    longEdgeOf({ width: decoded.originalWidth, height: decoded.originalHeight }) / longEdgeOf(decoded);
  const faces: SeenFace[] = [];
  for (const seen of await describeFaces(picture, boxes, models)) {
    const { box, points, placing, embedding, sharpness, overexposed, occlusion, nonFaceDistance } = seen;
    const place = toFractions(mapBox(box, picture.toPicture), decoded);
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
        outside: shareOutside(placing, CROP_SIZE, decoded, picture.toPicture),
        squeezed: isSqueezed(
          points.map((point) => applySimilarity(picture.toPicture, point)),
          mapBox(box, picture.toPicture),
          decoded,
        ),
        overexposed,
      },
      occlusion,
    });
    const aligned = { picture, alignment: alignFaceForMobileFaceNet(points) };
    faces.push({ box: place, confidence: box.score, embedding, qualityIssue, nonFaceDistance, aligned });
  }
  return { faces, doubts };
}

/** Landmarks, embedding and quality of every box, as if each were a face. */
async function describeFaces(picture: Pyramid, boxes: readonly ScoredBox[], { landmarks, embedder, nonFace }: Models) {
  const points = await landmarks.find(picture, boxes);
  const placings = points.map((face) => alignFace(face, CROP_SIZE));
  const measures: ReturnType<typeof measureCrop>[] = [];
  const embeddings = await embedder.embed(picture, placings, {
    mirrored: boxes.length < CROWD,
    onCrop: (crop) => measures.push(measureCrop(crop)),
  });
  return boxes.flatMap((box, i) => {
    const [embedding, measured, face, placing] = [embeddings[i], measures[i], points[i], placings[i]];
    if (embedding === undefined || measured === undefined || face === undefined || placing === undefined) return [];
    const nonFaceDistance = embeddingDistance(embedding, nonFace);
    return [{ box, points: face, placing, embedding, ...measured, nonFaceDistance }];
  });
}

function measureCrop(crop: Float32Array) {
  return {
    sharpness: sharpnessOf(crop, CROP_SIZE),
    overexposed: shareOverexposed(crop, CROP_SIZE, CROP_NORMALIZATION),
    occlusion: occlusionOf(crop, CROP_SIZE, CROP_NORMALIZATION),
  };
}

/** Adds the embeddings of the second network, if there is one. */
export async function completeFaces(faces: readonly SeenFace[], { mobileFaceNet }: Models): Promise<EngineFace[]> {
  const second = await mobileFaceNet?.embed(
    faces.map(({ aligned }) => aligned),
    { mirrored: faces.length < CROWD },
  );
  return faces.map(({ box, confidence, embedding, qualityIssue }, i) => {
    const added = second?.[i];
    const fused = added === undefined ? embedding : fuseEmbeddings(embedding, added);
    return { box, confidence, embedding: fused, qualityIssue };
  });
}

/** The part of a box that lies within the picture, in pixels. */
function toFractions(box: PixelBox, { width, height }: Pick<RgbPicture, 'width' | 'height'>): EngineFace['box'] {
  return stretchBox(clipBox(box, width, height), 1 / width, 1 / height);
}
