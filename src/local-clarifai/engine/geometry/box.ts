import { areaOf, intersectionOverUnion, sharedArea } from '../../../boxes.js';

export { areaOf, intersectionOverUnion };

/** A rectangle in pixels of a picture, from its top left corner. May reach beyond the picture. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A rectangle with a detector's score, 0–1. */
export interface ScoredBox extends PixelBox {
  readonly score: number;
}

export function longSideOf(box: PixelBox): number {
  return Math.max(box.right - box.left, box.bottom - box.top);
}

export function shortSideOf(box: PixelBox): number {
  return Math.min(box.right - box.left, box.bottom - box.top);
}

/** Shared area divided by the area of the smaller box: 1 if one lies inside the other. */
export function intersectionOverSmaller(a: PixelBox, b: PixelBox): number {
  const shared = sharedArea(a, b);
  return shared === 0 ? 0 : shared / Math.min(areaOf(a), areaOf(b));
}

/** Non-maximum suppression: of boxes that overlap by more than `threshold` (IoU), keeps the one with the highest score. Highest first. */
export function suppressNonMaximum<T extends ScoredBox>(boxes: readonly T[], threshold: number): T[] {
  const kept: T[] = [];
  for (const box of [...boxes].sort((a, b) => b.score - a.score)) {
    if (kept.every((other) => intersectionOverUnion(box, other) <= threshold)) kept.push(box);
  }
  return kept;
}

/** The part of a box that lies within a picture of the given size. */
export function clipBox<T extends PixelBox>(box: T, width: number, height: number): T {
  const within = (value: number, limit: number) => Math.min(Math.max(value, 0), limit);
  return {
    ...box,
    left: within(box.left, width),
    top: within(box.top, height),
    right: within(box.right, width),
    bottom: within(box.bottom, height),
  };
}

/** The square around the same centre whose side is the box's long edge times `factor`. */
export function squareAround(box: PixelBox, factor = 1): PixelBox {
  const half = (longSideOf(box) * factor) / 2;
  const x = (box.left + box.right) / 2;
  const y = (box.top + box.bottom) / 2;
  return { left: x - half, top: y - half, right: x + half, bottom: y + half };
}

/** Scales a box by factors for x and y. With a picture's size, turns fractions into pixels; with one over the size, the reverse. */
export function stretchBox({ left, top, right, bottom }: PixelBox, across: number, down: number): PixelBox {
  return { left: left * across, top: top * down, right: right * across, bottom: bottom * down };
}

/** Scales a box. */
export function scaleBox<T extends PixelBox>(box: T, factor: number): T {
  return {
    ...box,
    left: box.left * factor,
    top: box.top * factor,
    right: box.right * factor,
    bottom: box.bottom * factor,
  };
}

/** Moves a box to the right and down. */
export function shiftBox<T extends PixelBox>(box: T, right: number, down: number): T {
  return {
    ...box,
    left: box.left + right,
    top: box.top + down,
    right: box.right + right,
    bottom: box.bottom + down,
  };
}

/** Moves the edges of a box outwards by this many pixels. */
export function growBox(box: PixelBox, by: number): PixelBox {
  return { left: box.left - by, top: box.top - by, right: box.right + by, bottom: box.bottom + by };
}

/** The smallest box that contains all of these. There must be at least one. */
export function boxAround(boxes: readonly PixelBox[]): PixelBox {
  return {
    left: Math.min(...boxes.map((box) => box.left)),
    top: Math.min(...boxes.map((box) => box.top)),
    right: Math.max(...boxes.map((box) => box.right)),
    bottom: Math.max(...boxes.map((box) => box.bottom)),
  };
}
