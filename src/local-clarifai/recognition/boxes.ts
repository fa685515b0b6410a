/** Edges as fractions 0–1 of the picture. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Shared area over joint area, 0–1. */
function overlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (area(a) + area(b) - shared);
}

function area(box: Box): number {
  return (box.right - box.left) * (box.bottom - box.top);
}

/** Boxes that overlap less are not about the same face. People draw boxes generously, so this is low. */
const SAME_FACE_OVERLAP = 0.3;

/** The face a box is meant for: the one it overlaps most. */
export function bestOverlap<Face extends { readonly box: Box }>(box: Box, faces: readonly Face[]): Face | undefined {
  let best: { face: Face; overlap: number } | undefined;
  for (const face of faces) {
    const shared = overlap(box, face.box);
    if (shared >= SAME_FACE_OVERLAP && shared > (best?.overlap ?? 0)) best = { face, overlap: shared };
  }
  return best?.face;
}
