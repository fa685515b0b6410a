import { intersectionOverUnion } from '../../boxes.js';

/** A box with edges as fractions 0–1 of the picture. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The lowest intersection over union of two boxes of the same face. It is low because people draw boxes generously. */
const SAME_FACE_OVERLAP = 0.3;

/** The face that a box overlaps most; undefined if no face overlaps enough. */
export function bestOverlap<Face extends { readonly box: Box }>(box: Box, faces: readonly Face[]): Face | undefined {
  let best: { face: Face; overlap: number } | undefined;
  for (const face of faces) {
    const shared = intersectionOverUnion(box, face.box);
    if (shared >= SAME_FACE_OVERLAP && shared > (best?.overlap ?? 0)) best = { face, overlap: shared };
  }
  return best?.face;
}
