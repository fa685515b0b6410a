import { cast, drawPortrait, renderJpeg } from '../cast/index.js';
import type { Member } from './samples.js';

const TITLES = ['Studio lead', 'Designer', 'Archivist', 'Engineer', 'Producer', 'Photographer'];
const PORTRAIT_PIXELS = 256;

/** The drawn cast as the people of the workspace. */
export function castMembers(): Member[] {
  return cast.map((member, index) => ({
    name: member.name,
    title: TITLES[index] ?? '',
    portrait: () =>
      renderJpeg(
        drawPortrait(member, {
          width: PORTRAIT_PIXELS,
          height: PORTRAIT_PIXELS,
          background: 'studio',
          light: 'day',
          lightFrom: 1,
          expression: 'smile',
          pose: { turn: 4, nod: 0, tilt: 2 },
        }),
      ),
  }));
}
