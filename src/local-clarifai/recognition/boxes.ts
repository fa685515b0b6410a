import { intersectionOverUnion } from '../../boxes.js';

/** Edges as fractions 0–1 of the picture. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Boxes that overlap less are not about the same face. People draw boxes generously, so this is low. */
const SAME_FACE_OVERLAP = 0.3;

/** The face a box is meant for: the one it overlaps most. */
export function bestOverlap<Face extends { readonly box: Box }>(box: Box, faces: readonly Face[]): Face | undefined {
  let best: { face: Face; overlap: number } | undefined;
  for (const face of faces) {
    const shared = intersectionOverUnion(box, face.box);
    if (shared >= SAME_FACE_OVERLAP && shared > (best?.overlap ?? 0)) best = { face, overlap: shared };
  }
  return best?.face;
}
