import sharp from 'sharp';

const JPEG_QUALITY = 88;

/** A drawing as a JPEG. */
export async function renderJpeg(svg: string): Promise<Uint8Array> {
  return await sharp(Buffer.from(svg)).jpeg({ quality: JPEG_QUALITY }).toBuffer();
}
