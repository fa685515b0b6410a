import { overlap, type Rectangle } from './place-labels.js';

/** A face's box and the size its name will have, in pixels. */
export interface NamedBox {
  readonly box: Rectangle;
  readonly width: number;
  readonly height: number;
}

/** How far a name may be moved away from its box, in heights of a name. */
const DISTANCES = [0, 0.5, 1];
/** Where a name begins along the box: 0 at its start, 1 at its end. */
const ALIGNMENTS = [0.5, 0, 1, 0.25, 0.75];

/**
 * Finds a place for every name: beside its box, within the picture, and over no face and no other name.
 * @param faces the boxes of all faces, named or not.
 * @returns in the order given; undefined if there is no room for all of them.
 */
export function placeNames(
  items: readonly NamedBox[],
  faces: readonly Rectangle[],
  width: number,
  height: number,
): Rectangle[] | undefined {
  const free = items.map((item) =>
    spotsFor(item).filter((spot) => isWithin(spot, width, height) && !faces.some((face) => overlap(spot, face) > 0)),
  );
  const placed = new Map<number, Rectangle>();
  // The names with the fewest places go first.
  const order = items.map((_, index) => index).sort((a, b) => (free[a]?.length ?? 0) - (free[b]?.length ?? 0));
  for (const index of order) {
    const spot = free[index]
      ?.filter((each) => ![...placed.values()].some((other) => overlap(each, other) > 0))
      .map((each, at) => ({ each, cost: costOf(each, at, items, index) }))
      .reduce<{ each: Rectangle; cost: number } | undefined>(
        (best, next) => (best === undefined || next.cost < best.cost ? next : best),
        undefined,
      )?.each;
    if (spot === undefined) return undefined;
    placed.set(index, spot);
  }
  return items.flatMap((_, index) => placed.get(index) ?? []);
}

/** Best first: below and above the box, then beside it; near before far. */
function spotsFor({ box, width, height }: NamedBox): Rectangle[] {
  return DISTANCES.flatMap((distance) => {
    const gap = distance * height;
    const lefts = ALIGNMENTS.map((share) => box.left + share * (box.width - width));
    const tops = ALIGNMENTS.map((share) => box.top + share * (box.height - height));
    const at = (left: number, top: number) => ({ left, top, width, height });
    return [
      ...lefts.map((left) => at(left, box.top + box.height + gap)),
      ...lefts.map((left) => at(left, box.top - height - gap)),
      ...tops.map((top) => at(box.left + box.width + gap, top)),
      ...tops.map((top) => at(box.left - width - gap, top)),
    ];
  });
}

function isWithin({ left, top, width, height }: Rectangle, pictureWidth: number, pictureHeight: number): boolean {
  return left >= 0 && top >= 0 && left + width <= pictureWidth && top + height <= pictureHeight;
}

/** A name that is near another face would seem to belong to it. */
function costOf(spot: Rectangle, order: number, items: readonly NamedBox[], own: number): number {
  const grown = { left: spot.left - spot.height / 2, top: spot.top - spot.height / 2 };
  const around = { ...grown, width: spot.width + spot.height, height: 2 * spot.height };
  const near = items.reduce((sum, { box }, index) => (index === own ? sum : sum + overlap(around, box)), 0);
  return near / (spot.width * spot.height) + order * 0.02;
}
