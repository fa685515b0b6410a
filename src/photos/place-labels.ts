import { type Edges, sharedArea } from '../boxes.js';

/** A rectangle in pixels. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A face's box and the size its label will have, in pixels. */
export interface Labelled {
  readonly box: Rectangle;
  readonly labelWidth: number;
  readonly labelHeight: number;
}

/** The cost of each pixel that a label hides, by what it hides. */
const COST = { label: 12, otherFace: 4, ownFace: 2, otherSurroundings: 1 };
/** The cost of each step down the list of places. Decides between places that hide nothing. */
const PLACE_COST = 0.04;
/** Labels are placed one by one. Then each is placed again, this many times, given where the others are. */
const ROUNDS = 3;

/**
 * Finds a place for each face's label: touching its own box, within the picture, and hiding neither faces nor other labels
 * if possible.
 * @returns the labels' rectangles, in the order given.
 */
export function placeLabels(items: readonly Labelled[], width: number, height: number): Rectangle[] {
  const placed: (Rectangle | undefined)[] = items.map(() => undefined);
  for (let round = 0; round < ROUNDS; round += 1) {
    items.forEach((item, index) => {
      const places = placesFor(item, width, height);
      const costs = places.map(
        (place, order) => costOf(place, index, items, placed) + order * PLACE_COST * area(place),
      );
      placed[index] = places[costs.indexOf(Math.min(...costs))];
    });
  }
  return placed.filter((place) => place !== undefined);
}

/** Where a label may go, best first: above the box, below it, beside it, and last on its corners. */
function placesFor({ box, labelWidth, labelHeight }: Labelled, width: number, height: number): Rectangle[] {
  const right = box.left + box.width - labelWidth;
  const bottom = box.top + box.height;
  const middle = box.left + (box.width - labelWidth) / 2;
  const above = box.top - labelHeight;
  const spots: readonly (readonly [number, number])[] = [
    [box.left, above],
    [right, above],
    [middle, above],
    [box.left, bottom],
    [right, bottom],
    [middle, bottom],
    [box.left - labelWidth, box.top],
    [box.left + box.width, box.top],
    [box.left - labelWidth, bottom - labelHeight],
    [box.left + box.width, bottom - labelHeight],
    [box.left - labelWidth / 2, box.top - labelHeight / 2],
    [right + labelWidth / 2, box.top - labelHeight / 2],
    [box.left - labelWidth / 2, bottom - labelHeight / 2],
    [right + labelWidth / 2, bottom - labelHeight / 2],
  ];
  return spots.map(([left, top]) => ({
    left: Math.max(0, Math.min(left, width - labelWidth)),
    top: Math.max(0, Math.min(top, height - labelHeight)),
    width: labelWidth,
    height: labelHeight,
  }));
}

function costOf(
  place: Rectangle,
  own: number,
  items: readonly Labelled[],
  placed: readonly (Rectangle | undefined)[],
): number {
  let cost = 0;
  items.forEach(({ box }, index) => {
    if (index === own) {
      cost += COST.ownFace * overlap(place, box);
      return;
    }
    cost += COST.otherFace * overlap(place, box) + COST.otherSurroundings * overlap(place, grow(box, 0.15));
    const label = placed[index];
    if (label !== undefined) cost += COST.label * overlap(place, label);
  });
  return cost;
}

/** Area two rectangles share, in square pixels. */
export function overlap(a: Rectangle, b: Rectangle): number {
  return sharedArea(edgesOf(a), edgesOf(b));
}

function edgesOf({ left, top, width, height }: Rectangle): Edges {
  return { left, top, right: left + width, bottom: top + height };
}

function area(rectangle: Rectangle): number {
  return rectangle.width * rectangle.height;
}

/** A label that touches another face's box would seem to belong to it. */
function grow(box: Rectangle, ratio: number): Rectangle {
  const dx = box.width * ratio;
  const dy = box.height * ratio;
  return { left: box.left - dx, top: box.top - dy, width: box.width + 2 * dx, height: box.height + 2 * dy };
}
