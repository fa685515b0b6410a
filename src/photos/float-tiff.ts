import { type Metadata, type Sharp, sharp } from './sharp.js';

/** The value of white in floating-point files: 1, or the largest of 8 or 16 bits, depending on the program that wrote them. */
const WHITES = [1, 255, 65_535] as const;
/** A value slightly above white is a highlight. A much larger one means another scale. */
const HIGHLIGHTS = 4;

/** Whether a TIFF has floating-point samples of unknown scale. Lab has a fixed scale. */
export function hasUnknownScale({ depth, space }: Metadata): boolean {
  return (depth === 'float' || depth === 'double') && (space === 'scrgb' || space === 'b-w');
}

/**
 * Opens a TIFF of floating-point samples. Colour up to about 1 is linear light, as libvips assumes. Anything else is scaled to
 * 0–255 by its largest value.
 */
export async function openFloatTiff(source: Sharp, { space }: Metadata): Promise<Sharp> {
  const colourspace = space === 'b-w' ? 'b-w' : 'scrgb';
  const { data, info } = await source
    .clone()
    .pipelineColourspace(colourspace)
    .toColourspace(colourspace)
    .raw({ depth: 'float' })
    .toBuffer({ resolveWithObject: true });
  const samples = new Float32Array(data.buffer, data.byteOffset, data.length / 4);
  const largest = samples.reduce((most, value) => Math.max(most, value), 0);
  const white = WHITES.find((scale) => largest <= scale * HIGHLIGHTS) ?? largest;
  if (white === 1 && colourspace === 'scrgb') return source;
  const bytes = Uint8Array.from(samples, (value) => Math.min(255, Math.max(0, Math.round((value * 255) / white))));
  const { width, height, channels } = info;
  return sharp(bytes, { raw: { width, height, channels } });
}
