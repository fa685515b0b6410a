import sharp from 'sharp';
import { cast, drawPortrait, renderJpeg } from '../cast/index.js';
import type { Member } from './samples.js';

const TITLES = ['Studio lead', 'Designer', 'Archivist', 'Engineer', 'Producer', 'Photographer'];

/** A drawn portrait has room around the head; a picture of 36 pixels needs none. Pixels of the drawing, and of the head in it. */
const DRAWING = 460;
const HEAD = { left: 92, top: 48, width: 276, height: 276 };

/** The drawn cast as the people of the workspace. */
export function castMembers(): Member[] {
  return cast.map((member, index) => ({
    name: member.name,
    title: TITLES[index] ?? '',
    async portrait() {
      const drawing = await renderJpeg(
        drawPortrait(member, {
          width: DRAWING,
          height: DRAWING,
          background: 'studio',
          light: 'day',
          lightFrom: 1,
          expression: 'smile',
          pose: { turn: 4, nod: 0, tilt: 2 },
        }),
      );
      return sharp(drawing).extract(HEAD).jpeg({ quality: 90 }).toBuffer();
    },
  }));
}
