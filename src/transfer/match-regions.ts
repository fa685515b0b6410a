import { intersectionOverUnion } from '../boxes.js';
import type { Box } from '../faces/model.js';
import type { NamedRegion } from './xmp/read-sidecar.js';

/** The boxes of photo managers are larger or smaller than ours, so a third is normal. Adjacent faces overlap far less. */
const MIN_OVERLAP = 0.2;

export interface MatchedRegion<F> {
  readonly region: NamedRegion;
  /** Undefined if no face was found there. */
  readonly face: F | undefined;
}

/**
 * Matches named regions to the faces that were found, one to one, largest overlap first. Programs disagree whether regions refer to
 * the picture as stored or as shown upright. So if they don't fit, they are turned, and the turn that fits most of them counts.
 */
export function matchRegions<F extends { readonly box: Box }>(
  regions: readonly NamedRegion[],
  faces: readonly F[],
): MatchedRegion<F>[] {
  const attempts = TURNS.map((turn) =>
    matchOnce(
      regions.map((region) => ({ ...region, box: turn(region.box) })),
      faces,
    ),
  );
  const [upright] = attempts;
  const best = attempts.reduce((a, b) => (b.overlap > a.overlap + 1e-9 ? b : a));
  const chosen = upright?.faces.every((face) => face !== undefined) ? upright : best;
  return regions.map((region, index) => ({ region, face: chosen.faces[index] }));
}

const TURNS: readonly ((box: Box) => Box)[] = [
  (box) => box,
  ({ left, top, right, bottom }) => ({ left: 1 - bottom, top: left, right: 1 - top, bottom: right }),
  ({ left, top, right, bottom }) => ({ left: 1 - right, top: 1 - bottom, right: 1 - left, bottom: 1 - top }),
  ({ left, top, right, bottom }) => ({ left: top, top: 1 - right, right: bottom, bottom: 1 - left }),
];

function matchOnce<F extends { readonly box: Box }>(regions: readonly NamedRegion[], faces: readonly F[]) {
  const matched: (F | undefined)[] = regions.map(() => undefined);
  const left = new Set(faces);
  let total = 0;
  const pairs = regions.flatMap(({ box }, index) =>
    faces.map((face) => ({ index, face, overlap: intersectionOverUnion(face.box, box) })),
  );
  for (const { index, face, overlap } of pairs.sort((a, b) => b.overlap - a.overlap)) {
    if (overlap < MIN_OVERLAP || matched[index] !== undefined || !left.delete(face)) continue;
    matched[index] = face;
    total += overlap;
  }
  return { faces: matched, overlap: total };
}
