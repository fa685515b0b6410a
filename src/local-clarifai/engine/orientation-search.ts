import { embeddingDistance } from './embedding.js';
import type { EngineFace } from './face-engine.js';
import { completeFaces, type Look, lookAtPicture, type SeenFace } from './face-pipeline.js';
import { clipBox, growBox, intersectionOverSmaller, longSideOf, type PixelBox, stretchBox } from './geometry/box.js';
import { alignFace } from './geometry/face-alignment.js';
import { invertSimilarity } from './geometry/similarity.js';
import type { Models } from './models.js';
import { CROP_SIZE } from './networks/embedder.js';
import { brightenSource, openPictureSource, type PictureSource } from './picture-source.js';
import { gainOf } from './pixels/brighten.js';
import type { Pyramid } from './pixels/pyramid.js';
import { uprightScore } from './upright-score.js';
import { mapBox, type QuarterTurns, rolledBy, turnedBy, type View, withBorder } from './views.js';

/**
 * The embedding of a face that is upside down or sideways is closer to non-faces than this (99 in 100; the others are no farther
 * than 0.7). Two of three upright faces are farther.
 */
const UPRIGHT_DISTANCE = 0.68;
/** A face with at least this {@link uprightScore} is upright. 99 of 100 upright faces reach it, and 1 of 618 others. */
const UPRIGHT_SCORE = 0.5;
/** How many of the least upright faces, and of the doubtful boxes, are compared. In a crowd, all would take too long. */
const MAX_COMPARED = 3;
/** A way up is searched fully if no face is nearer to non-faces than this, compared with the first way up. */
const MARGIN = 0.04;
/** … and the evidence, including the detector's score of a quick pass, is at least this. */
const EVIDENCE_MARGIN = 3;
/** The size of a face in the detector's quick pass, in pixels. */
const GLANCE_FACE = 64;
/** Weight of the distance from non-faces relative to the log-odds of a detector's score. */
const DISTANCE_WEIGHT = 30;
/** The least evidence for a face whose way up differs from most others' in the photo. */
const CLEAR_CONFIDENCE = 0.7;
const MIN_CONFIDENCE = 0.5;
const MIN_DISTANCE = 0.58;
/** The evidence of a box that only just counts as a face. It supports no way up. */
const LITTLE_EVIDENCE = 14;
/** Heads in one photo are mostly the same way up: n other faces count as odds of n + 0.5 to 0.5. */
const LONE_FACE = 0.5;
/** Boxes that share more than this part of the smaller one are of the same face. */
const SAME_FACE = 0.5;
/** A picture that can be brightened by at least this factor is dark, and its faces may only be found then. */
const DARK_GAIN = 2.5;
/** Views for a picture without a face any way up: one face may fill it, or heads may be tilted by 30° to 60°. */
const LAST_VIEWS: readonly View[] = [withBorder, rolledBy(45), rolledBy(-45)];
const TURNS: readonly QuarterTurns[] = [90, 270, 180];

/**
 * Finds the faces of an encoded picture, even if heads are sideways or upside down. The way up of a face is found by comparison
 * (docs/face-engine.md, “Other ways up”), because no absolute limit tells an upside-down face from an upright one.
 * @returns faces with their boxes in the picture as given.
 * @throws PictureError
 */
export async function analyzeInAnyOrientation(bytes: Uint8Array, models: Models): Promise<EngineFace[]> {
  return completeFaces(await findFaces(bytes, models), models);
}

async function findFaces(bytes: Uint8Array, models: Models): Promise<SeenFace[]> {
  let source = await openPictureSource(bytes);
  const looks = [await lookAtPicture(source, models)];
  const gain = gainOf(source.first);
  if (gain >= DARK_GAIN) {
    source = brightenSource(source, gain);
    looks.unshift(await lookAtPicture(source, models));
  }
  for (const turn of await findTurns(source, looks[0] as Look, models)) {
    looks.push(await lookAtPicture(source, models, turnedBy(turn)));
  }
  const faces = mergeLooks(looks);
  if (faces.length > 0) return faces;
  for (const view of LAST_VIEWS) {
    const found = (await lookAtPicture(source, models, view)).faces.filter(isBeyondDoubt);
    if (found.length > 0) return mergeLooks([{ faces: found }]);
  }
  return [];
}

/** The ways up worth a full search: those at which a face, or a doubtful box, looks more like a face than it does upright. */
async function findTurns(source: PictureSource, { faces, doubts }: Look, models: Models): Promise<QuarterTurns[]> {
  if (faces.length === 0) return [...TURNS];
  const support = supportOf(faces.length - 1);
  const suspects = [
    ...faces
      .map((face) => ({ face, score: uprightScore(face.embedding, face.nonFaceDistance) }))
      .filter(({ face, score }) => score < UPRIGHT_SCORE && face.nonFaceDistance < UPRIGHT_DISTANCE)
      .sort((a, b) => a.score - b.score)
      .slice(0, MAX_COMPARED)
      .map(({ face }) => ({
        box: face.box,
        wantedDistance: face.nonFaceDistance - MARGIN,
        wanted: evidence(face) + support - EVIDENCE_MARGIN,
      })),
    ...doubts
      .slice(0, MAX_COMPARED)
      .map((box) => ({ box, wantedDistance: MIN_DISTANCE - MARGIN, wanted: LITTLE_EVIDENCE })),
  ];
  if (suspects.length === 0) return [];
  const { width, height } = source.first;
  const found: QuarterTurns[] = [];
  for (const turn of TURNS) {
    const picture = turnedBy(turn)(source.first.pyramid);
    const toTurned = invertSimilarity(picture.toPicture);
    const boxes = suspects.map(({ box }) => mapBox(stretchBox(box, width, height), toTurned));
    const distances = await measureNonFaceDistances(picture, boxes, models);
    for (const [i, { wantedDistance, wanted }] of suspects.entries()) {
      const [box, nonFaceDistance] = [boxes[i], distances[i]];
      if (box === undefined || nonFaceDistance === undefined || nonFaceDistance <= wantedDistance) continue;
      const confidence = await measureConfidence(picture, box, models);
      if (evidence({ confidence, nonFaceDistance }) <= wanted) continue;
      found.push(turn);
      break;
    }
  }
  return found;
}

/** The distance of each box's embedding from non-faces, without the mirror image. */
async function measureNonFaceDistances(
  picture: Pyramid,
  boxes: readonly PixelBox[],
  { landmarks, embedder, nonFace }: Models,
): Promise<number[]> {
  const points = await landmarks.find(picture, boxes);
  const placings = points.map((face) => alignFace(face, CROP_SIZE));
  const embeddings = await embedder.embed(picture, placings, { mirrored: false });
  return embeddings.map((embedding) => embeddingDistance(embedding, nonFace));
}

/** The detector's best score for a box when it sees only the surroundings of that box; 0 if none. */
async function measureConfidence(picture: Pyramid, box: PixelBox, { detector }: Models): Promise<number> {
  const side = longSideOf(box);
  const area = clipBox(growBox(box, side), picture.width, picture.height);
  const seen = await detector.detect(picture, area, GLANCE_FACE / side, 0.01);
  return Math.max(
    0,
    ...seen.filter((other) => intersectionOverSmaller(other, box) > SAME_FACE).map(({ score }) => score),
  );
}

/** Merges the faces of all looks, each the way up at which it looks most like a face. @param upright one of the looks. */
export function mergeLooks(looks: readonly Pick<Look, 'faces'>[], upright = looks[0]): SeenFace[] {
  const total = ({ faces }: Pick<Look, 'faces'>) =>
    faces.reduce((sum, face) => sum + Math.max(0, evidence(face) - LITTLE_EVIDENCE), 0);
  const [main] = [...looks].sort((a, b) => total(b) - total(a));
  const candidates = looks.flatMap((look) =>
    (look === upright || (look === main && isClear(look)) ? look.faces : look.faces.filter(isBeyondDoubt)).map(
      (face) => ({
        face,
        look,
        evidence: evidence(face),
      }),
    ),
  );
  const first = keepBest(candidates);
  const weighed = candidates.map((candidate) => {
    const others = first.filter(({ look, face }) => look === candidate.look && face !== candidate.face).length;
    return { ...candidate, evidence: candidate.evidence + supportOf(others) };
  });
  return keepBest(weighed).map(({ face }) => face);
}

/** How much other faces with a way up support it for a face, in log-odds. */
function supportOf(others: number): number {
  return Math.log1p(others / LONE_FACE);
}

interface Candidate {
  readonly face: SeenFace;
  readonly look: Pick<Look, 'faces'>;
  /** In log-odds. */
  readonly evidence: number;
}

/** The candidate for a face with the most evidence. */
function keepBest(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of [...candidates].sort((a, b) => b.evidence - a.evidence)) {
    if (kept.every(({ face }) => intersectionOverSmaller(face.box, candidate.face.box) <= SAME_FACE))
      kept.push(candidate);
  }
  return kept;
}

/** Whether a look may be the way up of most faces. */
function isClear({ faces }: Pick<Look, 'faces'>): boolean {
  return faces.some(({ confidence }) => confidence >= CLEAR_CONFIDENCE);
}

function isBeyondDoubt({ confidence, nonFaceDistance }: SeenFace): boolean {
  return confidence >= MIN_CONFIDENCE && nonFaceDistance >= MIN_DISTANCE;
}

/** The evidence for a face, in log-odds: around 20 to 30 for one that is upright. */
function evidence({ confidence, nonFaceDistance }: Pick<SeenFace, 'confidence' | 'nonFaceDistance'>): number {
  const share = Math.min(Math.max(confidence, 0.003), 0.9995);
  return DISTANCE_WEIGHT * nonFaceDistance + Math.log(share / (1 - share));
}
