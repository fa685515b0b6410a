import sharp, { type OverlayOptions } from 'sharp';
import type { Drawing } from './scene.js';

const JPEG_QUALITY = 90;
/** The blur of the background, as a fraction of the picture's width. */
const BACKGROUND_BLUR = 0.0058;

/** Renders a drawing as a JPEG. The same drawing always gives the same bytes. */
export async function renderJpeg({ width, height, background, people, veil }: Drawing): Promise<Uint8Array> {
  const small = sharp(Buffer.from(background));
  const { width: smallWidth = width } = await small.metadata();
  const place = await small
    .blur(Math.max(0.3, smallWidth * BACKGROUND_BLUR))
    .removeAlpha()
    .png({ compressionLevel: 0 })
    .toBuffer();
  const layers: OverlayOptions[] = [{ input: Buffer.from(people) }];
  if (veil !== undefined) {
    const alpha = Math.round(veil.opacity * 255)
      .toString(16)
      .padStart(2, '0');
    layers.push({
      input: { create: { width, height, channels: 4, background: `${veil.colour}${alpha}` } },
      blend: veil.blend,
    });
  }
  return await sharp(place)
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .composite(layers)
    .removeAlpha()
    .jpeg({ quality: JPEG_QUALITY })
    .toBuffer();
}
