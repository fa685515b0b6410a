import { isInFonts } from './font-coverage.js';
import { GLYPH_TABLE } from './glyph-table.js';

/**
 * Text as SVG paths. Not as SVG text, because a bare server has no fonts and would leave it out, and so that pictures are the same on
 * every machine. Latin, Greek and Cyrillic letters are known; draw-font-text.ts draws the other scripts.
 */
const GLYPHS = new Map(GLYPH_TABLE);
/** Units of an em in the table. */
const EM = 500;
/** Height of a capital letter, as a share of the font size. */
const CAPITAL_SHARE = 0.711;

/** Whether every character of a text can be drawn, by {@link drawText} or with a font. */
export function canDraw(text: string): boolean {
  return !needsFont(text) || isInFonts(text);
}

/** Whether a text has characters that {@link drawText} does not know. */
export function needsFont(text: string): boolean {
  return [...text].some((letter) => !GLYPHS.has(letter));
}

/** Width of a text in the unit of `fontSize`. Characters that cannot be drawn have none. */
export function textWidth(text: string, fontSize: number): number {
  return [...text].reduce((width, letter) => width + (GLYPHS.get(letter)?.[0] ?? 0), 0) * (fontSize / EM);
}

/** SVG of a text with its middle at (`x`, `y`), the middle of its capital letters. */
export function drawText(text: string, x: number, y: number, fontSize: number, colour: string): string {
  const scale = fontSize / EM;
  let left = x - textWidth(text, fontSize) / 2;
  const baseline = y + (CAPITAL_SHARE * fontSize) / 2;
  const letters = [...text].map((letter) => {
    const [width, path] = GLYPHS.get(letter) ?? [0, ''];
    const at = left;
    left += width * scale;
    return path === ''
      ? ''
      : `<path transform="translate(${round(at)} ${round(baseline)}) scale(${round(scale)})" d="${path}"/>`;
  });
  return `<g fill="${colour}">${letters.join('')}</g>`;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
