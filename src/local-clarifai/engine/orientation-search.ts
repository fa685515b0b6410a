import { turnPicture } from '../../photos/pictures.js';
import type { QuarterTurns } from '../../photos/turn-picture.js';
import { embeddingDistance } from './embedding.js';
import type { EngineFace } from './face-engine.js';
import { analyzePicture } from './face-pipeline.js';
import type { Models } from './models.js';
import { MIN_NON_FACE_DISTANCE } from './non-face-embedding.js';

/**
 * A picture is looked at again when no embedding on it is farther than this from where non-faces land, as hardly any of an
 * upright face is (1 of 140), and most of those are that are made of a face lying on its side.
 */
const DOUBTFUL_DISTANCE = 0.52;
/** What a face must have at least to speak for another way up. */
const CLEAR_CONFIDENCE = 0.7;
/** Long side in pixels for finding out which way is up; as large as a photo is looked at first. */
const PREVIEW_EDGE = 800;
/** Long side to which pictures are shrunk when they are looked at in earnest. */
const LARGE_EDGE = 1600;
/** Photos that lie on their side are common, those on their head are not: they are tried only if nothing else helps. */
const TURNS_TO_TRY: readonly (readonly QuarterTurns[])[] = [[90, 270], [180]];

/**
 * Finds the faces of an encoded picture, also of one that lies on its side and does not say so. A picture with a clear face costs
 * nothing more; one without is looked at again, small, the other ways up (docs/face-engine.md, “Finding
 * faces”, says how well that works and what it costs).
 * @returns faces with their boxes as the picture was given.
 * @throws PictureError
 */
export async function analyzeInAnyOrientation(bytes: Uint8Array, models: Models): Promise<EngineFace[]> {
  const faces = await analyzePicture(bytes, models);
  if (faces.some(({ embedding }) => embeddingDistance(embedding, models.nonFace) > DOUBTFUL_DISTANCE)) return faces;
  for (const samples of TURNS_TO_TRY) {
    const degrees = await findBestTurn(bytes, samples, models);
    if (degrees === undefined) continue;
    const turned = await turnPicture(bytes, { degrees, maxEdge: LARGE_EDGE });
    return (await analyzePicture(turned, models)).map((face) => ({ ...face, box: turnBack(face.box, degrees) }));
  }
  return faces;
}

async function findBestTurn(
  bytes: Uint8Array,
  samples: readonly QuarterTurns[],
  models: Models,
): Promise<QuarterTurns | undefined> {
  let best: { readonly degrees: QuarterTurns; readonly score: number } | undefined;
  for (const degrees of samples) {
    const turned = await turnPicture(bytes, { degrees, maxEdge: PREVIEW_EDGE });
    const score = clarity(await analyzePicture(turned, models), models);
    if (score > (best?.score ?? 0)) best = { degrees, score };
  }
  return best?.degrees;
}

/** 0 when no face is clear; more with more of them, and with clearer ones. */
function clarity(faces: readonly EngineFace[], { nonFace }: Models): number {
  return faces
    .filter(({ confidence }) => confidence >= CLEAR_CONFIDENCE)
    .map(({ embedding, confidence }) => confidence * (embeddingDistance(embedding, nonFace) - MIN_NON_FACE_DISTANCE))
    .reduce((total, clear) => total + clear, 0);
}

/** Where a box of a turned picture is on the picture before it was turned clockwise. */
export function turnBack({ left, top, right, bottom }: EngineFace['box'], degrees: QuarterTurns): EngineFace['box'] {
  switch (degrees) {
    case 90:
      return { left: top, top: 1 - right, right: bottom, bottom: 1 - left };
    case 180:
      return { left: 1 - right, top: 1 - bottom, right: 1 - left, bottom: 1 - top };
    case 270:
      return { left: 1 - bottom, top: left, right: 1 - top, bottom: right };
  }
}
