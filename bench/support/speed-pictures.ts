import sharp from 'sharp';
import { cast, drawGroup, renderJpeg, strangers } from '../../test/support/cast/index.js';

/** A picture to measure time with. */
export interface SpeedPicture {
  readonly faces: number;
  readonly picture: Uint8Array;
}

/** Twelve megapixels, as telephones make them. */
const SIZE = { width: 4032, height: 3024 };
/** Grain of a camera: without it a JPEG would be smaller, and faster to decode, than any photo. */
const GRAIN = 8;

/** JPEGs of twelve megapixels with so many drawn people on each. */
export async function drawSpeedPictures(faceCounts: readonly number[]): Promise<SpeedPicture[]> {
  const everybody = [...cast, ...strangers];
  const grain = await sharp({
    create: { ...SIZE, channels: 3, background: 'grey', noise: { type: 'gaussian', mean: 128, sigma: GRAIN } },
  })
    .png({ compressionLevel: 0 })
    .toBuffer();
  const pictures: SpeedPicture[] = [];
  for (const faces of faceCounts) {
    const people = Array.from(
      { length: faces },
      (_, i) => everybody[i % everybody.length] as (typeof everybody)[number],
    );
    const drawn = await renderJpeg(drawGroup(people, { seed: faces, width: SIZE.width / 2, height: SIZE.height / 2 }));
    const picture = await sharp(drawn)
      .resize(SIZE)
      .composite([{ input: grain, blend: 'soft-light' }])
      .jpeg({ quality: 90 })
      .toBuffer();
    pictures.push({ faces, picture });
  }
  return pictures;
}
