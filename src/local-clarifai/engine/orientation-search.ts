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
 * Farther than this from where non-faces land is no embedding of a face that is upside down or on its side (of 99 in 100; the
 * others are no farther than 0.7), and two of three of upright ones are.
 */
const UPRIGHT_DISTANCE = 0.68;
/** A face with at least this {@link uprightScore} is upright: so have 99 of 100 upright ones, and 1 of 618 others. */
const UPRIGHT_SCORE = 0.5;
/** So many of the faces that look least upright, and of the doubts, are compared: in a crowd all would take too long. */
const MAX_COMPARED = 3;
/** A way up is looked at in earnest when a face is nowhere nearer to non-faces than this, compared with the first way. */
const MARGIN = 0.04;
/** … and, with the detector's score in passing, has no less evidence than this. */
const EVIDENCE_MARGIN = 3;
/** How large the detector sees a face in passing, in pixels. */
const GLANCE_FACE = 64;
/** Weight of the distance from non-faces against the logarithm of the odds of a detector's score. */
const DISTANCE_WEIGHT = 30;
/** What a face of another way up than most must have at least, to be there and not in addition to what is. */
const CLEAR_CONFIDENCE = 0.7;
const MIN_CONFIDENCE = 0.5;
const MIN_DISTANCE = 0.58;
/** The evidence of what is only just taken for a face; it speaks for no way up. */
const LITTLE_EVIDENCE = 14;
/** Heads in one photo are mostly the same way up: n others speak for it as odds of n + 0.5 to 0.5. */
const LONE_FACE = 0.5;
/** Boxes that share more than this part of the smaller one are of the same face. */
const SAME_FACE = 0.5;
/** A picture that can be made so many times brighter is dark: its faces may be seen only then. */
const DARK_GAIN = 2.5;
/** For a picture without a face any way up: one face may fill it, or heads may be tilted by 30° to 60°. */
const LAST_VIEWS: readonly View[] = [withBorder, rolledBy(45), rolledBy(-45)];
const TURNS: readonly QuarterTurns[] = [90, 270, 180];

/**
 * Finds the faces of an encoded picture, also where heads lie on a side or are upside down. Which way up a face is, is told by
 * comparing (docs/face-engine.md, “Other ways up”): no absolute limit tells an upside-down face from an upright one.
 * @returns faces with their boxes as the picture was given.
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

/** The ways up that are worth a look: those at which a face, or what resembles one a little, looks more like one than upright. */
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

/** How far from non-faces the embedding of each box is, without the mirror image. */
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

/** The detector's best score for a box, of which it sees the surroundings only; 0 for none. */
async function measureConfidence(picture: Pyramid, box: PixelBox, { detector }: Models): Promise<number> {
  const side = longSideOf(box);
  const area = clipBox(growBox(box, side), picture.width, picture.height);
  const seen = await detector.detect(picture, area, GLANCE_FACE / side, 0.01);
  return Math.max(
    0,
    ...seen.filter((other) => intersectionOverSmaller(other, box) > SAME_FACE).map(({ score }) => score),
  );
}

/** The faces of all looks, each the way up at which it looks most like one. @param upright is one of the looks. */
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

/** How much other faces that are one way up speak for a face to be so, too, in units of the logarithm of the odds. */
function supportOf(others: number): number {
  return Math.log1p(others / LONE_FACE);
}

interface Candidate {
  readonly face: SeenFace;
  readonly look: Pick<Look, 'faces'>;
  /** In units of the logarithm of the odds. */
  readonly evidence: number;
}

/** Of candidates for one face, the one with the most evidence. */
function keepBest(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of [...candidates].sort((a, b) => b.evidence - a.evidence)) {
    if (kept.every(({ face }) => intersectionOverSmaller(face.box, candidate.face.box) <= SAME_FACE))
      kept.push(candidate);
  }
  return kept;
}

/** Whether a look may be of the way up that most faces are. */
function isClear({ faces }: Pick<Look, 'faces'>): boolean {
  return faces.some(({ confidence }) => confidence >= CLEAR_CONFIDENCE);
}

function isBeyondDoubt({ confidence, nonFaceDistance }: SeenFace): boolean {
  return confidence >= MIN_CONFIDENCE && nonFaceDistance >= MIN_DISTANCE;
}

/** How much speaks for a face, in units of the logarithm of the odds; around 20 to 30 for one that is upright. */
function evidence({ confidence, nonFaceDistance }: Pick<SeenFace, 'confidence' | 'nonFaceDistance'>): number {
  const share = Math.min(Math.max(confidence, 0.003), 0.9995);
  return DISTANCE_WEIGHT * nonFaceDistance + Math.log(share / (1 - share));
}
