import type { ContenderFace } from './contender.js';
import type { GroupPhoto, PixelBox } from './face-folder.js';

/** Compares the faces found in photos with the labelled ones. */
export interface DetectionScore {
  readonly faces: number;
  readonly found: number;
  readonly falseBoxes: number;
}

/** A box that overlaps a face by less than this (intersection over union) is not that face. */
const MIN_OVERLAP = 0.3;
/** Faces that count neither way are labelled roughly. */
const MIN_UNCLEAR_OVERLAP = 0.15;

type Edges = readonly [left: number, top: number, right: number, bottom: number];

/** Compares the boxes of one photo with its faces. Each box matches at most one face. */
export function scoreDetection(
  photo: Pick<GroupPhoto, 'faces' | 'unclear'>,
  found: readonly ContenderFace[],
  size: { readonly width: number; readonly height: number },
): DetectionScore {
  const left = new Set<Edges>(
    found.map(({ box: [l, t, r, b] }) => [l * size.width, t * size.height, r * size.width, b * size.height] as const),
  );
  for (const { box } of photo.faces) {
    const best = [...left].sort((a, b) => overlap(b, edgesOf(box)) - overlap(a, edgesOf(box)))[0];
    if (best !== undefined && overlap(best, edgesOf(box)) >= MIN_OVERLAP) left.delete(best);
  }
  const foundCount = found.length - left.size;
  const isUnclear = (edges: Edges) => photo.unclear.some((box) => overlap(edges, edgesOf(box)) >= MIN_UNCLEAR_OVERLAP);
  return {
    faces: photo.faces.length,
    found: foundCount,
    falseBoxes: [...left].filter((edges) => !isUnclear(edges)).length,
  };
}

/** All photos together. */
export function sumScores(scores: readonly DetectionScore[]): DetectionScore {
  const sum = (key: keyof DetectionScore) => scores.reduce((total, score) => total + score[key], 0);
  return { faces: sum('faces'), found: sum('found'), falseBoxes: sum('falseBoxes') };
}

function edgesOf([x, y, width, height]: PixelBox): Edges {
  return [x, y, x + width, y + height];
}

function overlap(a: Edges, b: Edges): number {
  const shared =
    Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const area = (edges: Edges) => (edges[2] - edges[0]) * (edges[3] - edges[1]);
  return shared / (area(a) + area(b) - shared);
}
