import sharp from 'sharp';
import { cast, drawGroup, renderJpeg, strangers } from '../../test/support/cast/index.js';

/** A picture for measuring time. */
export interface SpeedPicture {
  readonly faces: number;
  readonly picture: Uint8Array;
}

/** Twelve megapixels, as from a phone. */
const SIZE = { width: 4032, height: 3024 };
/** Camera noise. Without it, a JPEG would be smaller and faster to decode than any photo. */
const GRAIN = 8;

/** JPEGs of twelve megapixels with this many drawn people in each. */
export async function drawSpeedPictures(faceCounts: readonly number[]): Promise<SpeedPicture[]> {
  const everyone = [...cast, ...strangers];
  const grain = await sharp({
    create: { ...SIZE, channels: 3, background: 'grey', noise: { type: 'gaussian', mean: 128, sigma: GRAIN } },
  })
    .png({ compressionLevel: 0 })
    .toBuffer();
  const pictures: SpeedPicture[] = [];
  for (const faces of faceCounts) {
    const people = Array.from({ length: faces }, (_, i) => everyone[i % everyone.length] as (typeof everyone)[number]);
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
