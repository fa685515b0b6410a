import { openPicture, orDamaged } from './open-picture.js';

const JPEG_QUALITY = 95;

/** Clockwise. */
export type QuarterTurns = 90 | 180 | 270;

/**
 * A picture turned beyond what its orientation asks for, as a JPEG of at most `maxEdge` pixels on its long side.
 * @throws PictureError when the bytes are no picture, or one beyond the limits.
 */
export async function turnPicture(
  bytes: Uint8Array,
  options: { readonly degrees: QuarterTurns; readonly maxEdge: number },
): Promise<Uint8Array> {
  const { degrees, maxEdge } = options;
  const { pipeline } = await openPicture(bytes);
  return await orDamaged(
    pipeline
      .resize({ width: maxEdge, height: maxEdge, fit: 'inside', withoutEnlargement: true })
      .rotate(degrees)
      .jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:4:4' })
      .toBuffer(),
  );
}
