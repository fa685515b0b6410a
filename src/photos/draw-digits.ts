/**
 * Digits as stroked paths, each 60 × 100. They are not SVG text because a bare server has no fonts and would leave it out,
 * and so that pictures are the same on every machine.
 */
const DIGITS: readonly string[] = [
  'M30 0C48 0 60 15 60 50C60 85 48 100 30 100C12 100 0 85 0 50C0 15 12 0 30 0Z',
  'M10 24L36 0L36 100',
  'M3 27C3 11 14 0 30 0C46 0 57 11 57 27C57 46 42 58 2 100L60 100',
  'M3 18C8 6 18 0 30 0C46 0 56 10 56 25C56 40 45 48 28 48C47 48 59 58 59 74C59 90 46 100 29 100C14 100 4 92 0 80',
  'M44 100L44 0L0 70L60 70',
  'M54 0L12 0L7 46C13 40 21 37 31 37C48 37 60 50 60 68C60 87 47 100 29 100C15 100 5 93 0 82',
  'M50 6C44 2 38 0 32 0C12 0 0 20 0 58C0 86 12 100 30 100C48 100 60 87 60 69C60 52 48 40 31 40C15 40 3 50 0 62',
  'M0 0L60 0L22 100',
  'M30 47C14 47 4 37 4 24C4 10 15 0 30 0C45 0 56 10 56 24C56 37 46 47 30 47C12 47 0 58 0 74C0 90 13 100 30 100C47 100 60 90 60 74C60 58 48 47 30 47Z',
  'M10 94C16 98 22 100 28 100C48 100 60 80 60 42C60 14 48 0 30 0C12 0 0 13 0 31C0 48 12 60 29 60C45 60 57 50 60 38',
];

const DIGIT_WIDTH = 60;
const DIGIT_HEIGHT = 100;
const GAP = 30;
const STROKE = 18;

/** Width of a number set `height` high, in the same unit. */
export function numberWidth(value: number, height: number): number {
  const digits = String(value).length;
  return ((digits * DIGIT_WIDTH + (digits - 1) * GAP + STROKE) / (DIGIT_HEIGHT + STROKE)) * height;
}

/** SVG of a whole number ≥ 0 set `height` high, with its middle at (`x`, `y`). */
export function drawNumber(value: number, x: number, y: number, height: number, colour: string): string {
  const scale = height / (DIGIT_HEIGHT + STROKE);
  const digits = [...String(value)].map(Number);
  const width = digits.length * DIGIT_WIDTH + (digits.length - 1) * GAP;
  const paths = digits.map(
    (digit, index) => `<path transform="translate(${index * (DIGIT_WIDTH + GAP)} 0)" d="${DIGITS[digit]}"/>`,
  );
  return (
    `<g transform="translate(${round(x - (width / 2) * scale)} ${round(y - (DIGIT_HEIGHT / 2) * scale)}) scale(${round(scale)})"` +
    ` fill="none" stroke="${colour}" stroke-width="${STROKE}" stroke-linecap="round" stroke-linejoin="round">${paths.join('')}</g>`
  );
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
