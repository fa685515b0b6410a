import { sharp } from './sharp.js';

/** A text drawn in white, for the scripts that need a font: their letters join, stack or run from right to left, or are thousands. */
export interface TextImage {
  /** As base64. */
  readonly png: string;
  /** Of what is drawn, in font sizes. */
  readonly width: number;
  readonly height: number;
}

/** In pixels: a little more than the largest letters in a picture. */
const FONT_SIZE = 72;
/** Larger texts would not fit into their label. Marks above and below letters make some scripts this tall. */
const MAX_HEIGHT = 1.1;

/**
 * Draws a text with Pango, which orders and joins the letters. The picture process has only the fonts of `assets/fonts`, so the result is the
 * same on every machine.
 */
export async function drawFontText(text: string): Promise<TextImage> {
  const markup = `<span foreground="white">${escapeMarkup(text)}</span>`;
  const { data, info } = await sharp({ text: { text: markup, font: `Roboto Bold ${FONT_SIZE}`, dpi: 72, rgba: true } })
    .png()
    .toBuffer({ resolveWithObject: true });
  const scale = Math.min(1 / FONT_SIZE, MAX_HEIGHT / info.height);
  return { png: data.toString('base64'), width: info.width * scale, height: info.height * scale };
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
