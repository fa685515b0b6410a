import { FONT_LETTERS } from './font-letters.js';

/** Code points, first and last included, in ascending order. */
type Range = readonly [first: number, last: number];

let ranges: readonly Range[] | undefined;

/** Whether `assets/fonts` has every letter of a text. */
export function isInFonts(text: string): boolean {
  // Most names never need them.
  ranges ??= readRanges();
  return [...text].every((letter) => isCovered(letter.codePointAt(0) ?? 0, ranges ?? []));
}

function readRanges(): Range[] {
  return FONT_LETTERS.trim()
    .split(/\s+/)
    .map((range) => {
      const [first = '', last = first] = range.split('-');
      return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
    });
}

function isCovered(code: number, sorted: readonly Range[]): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.[1] ?? 0) < code) low = middle + 1;
    else high = middle;
  }
  return (sorted[low]?.[0] ?? Number.POSITIVE_INFINITY) <= code;
}
