export type Point = readonly [number, number];

/** A smooth line through all points (Catmull–Rom, as cubic Béziers). */
export function smooth(points: readonly Point[]): string {
  const [first] = points;
  return first === undefined ? '' : `M${pair(first)}${segments(points)}`;
}

/** A smooth closed shape through all points. */
export function smoothClosed(points: readonly Point[]): string {
  const count = points.length;
  const around = (index: number): Point => points[(index + count) % count] ?? [0, 0];
  const [first] = points;
  if (first === undefined) return '';
  const parts = points.map((_, index) =>
    bezier(around(index - 1), around(index), around(index + 1), around(index + 2)),
  );
  return `M${pair(first)}${parts.join('')}Z`;
}

/** A closed shape between two smooth lines that run in the same direction, with corners at their ends. */
export function between(first: readonly Point[], second: readonly Point[]): string {
  const back = [...second].reverse();
  const [turn] = back;
  return turn === undefined ? smooth(first) : `${smooth(first)}L${pair(turn)}${segments(back)}Z`;
}

/** A line between two lines with the same number of points: 0 is the first, 1 the second. */
export function blend(first: readonly Point[], second: readonly Point[], amount: number): Point[] {
  return first.map(([x, y], index) => {
    const [x2, y2] = second[index] ?? [x, y];
    return [x + (x2 - x) * amount, y + (y2 - y) * amount] as const;
  });
}

function segments(points: readonly Point[]): string {
  let path = '';
  for (let index = 0; index + 1 < points.length; index += 1) {
    const from = points[index] ?? [0, 0];
    const to = points[index + 1] ?? from;
    path += bezier(points[index - 1] ?? from, from, to, points[index + 2] ?? to);
  }
  return path;
}

function bezier(before: Point, from: Point, to: Point, after: Point): string {
  const first: Point = [from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6];
  const second: Point = [to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6];
  return `C${pair(first)} ${pair(second)} ${pair(to)}`;
}

function pair([x, y]: Point): string {
  return `${n(x)} ${n(y)}`;
}

/** A number rounded to `1 / parts`, to keep the SVG short. */
export function n(value: number, parts = 100): number {
  return Math.round(value * parts) / parts;
}
