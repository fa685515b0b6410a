import { type Metadata, type Sharp, sharp } from './sharp.js';

/** What white is in files of floating-point numbers, by what wrote them: 1, or as in pictures of 8 or 16 bits. */
const WHITES = [1, 255, 65_535] as const;
/** A little more than white is a highlight, much more is another scale. */
const HIGHLIGHTS = 4;

/** Whether a TIFF has floating-point samples whose scale the file does not say. Lab has a scale of its own. */
export function hasUnknownScale({ depth, space }: Metadata): boolean {
  return (depth === 'float' || depth === 'double') && (space === 'scrgb' || space === 'b-w');
}

/**
 * Opens a TIFF of floating-point samples. Colour up to about 1 is linear light, as libvips takes it; anything else is scaled to 0–255
 * by its largest value.
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
