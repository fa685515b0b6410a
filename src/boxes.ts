/** The edges of a rectangle. Boxes that are compared must be in the same unit: pixels, or fractions of one picture. */
export interface Edges {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** 0 for a box whose edges are the wrong way round. */
export function areaOf(box: Edges): number {
  return Math.max(0, box.right - box.left) * Math.max(0, box.bottom - box.top);
}

export function sharedArea(a: Edges, b: Edges): number {
  return areaOf({
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  });
}

/** Intersection over union: shared area divided by the area of both together, 0 (apart) to 1 (the same box). */
export function intersectionOverUnion(a: Edges, b: Edges): number {
  const shared = sharedArea(a, b);
  return shared === 0 ? 0 : shared / (areaOf(a) + areaOf(b) - shared);
}
