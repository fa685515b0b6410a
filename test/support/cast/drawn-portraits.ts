import sharp from 'sharp';
import { cast } from './cast-list.js';
import { drawPortrait } from './portrait.js';
import { renderJpeg } from './render.js';
import type { Drawing } from './scene.js';
import type { CastMember } from './traits.js';

/** Width and height of a drawing in pixels, and where the head is in it: a picture shown at 36 pixels needs no room around the head. */
const DRAWING = 460;
const HEAD = { left: 92, top: 48, width: 276, height: 276 };

/** A profile picture and how it is drawn. */
export interface DrawnPortrait {
  readonly fileName: string;
  /** The same every time. */
  drawing(): Drawing;
}

/** A profile picture of everyone in the cast. */
export function drawnPortraits(): readonly DrawnPortrait[] {
  return cast.map((member) => ({ fileName: `${member.id}.jpg`, drawing: () => drawHead(member) }));
}

function drawHead(member: CastMember): Drawing {
  return drawPortrait(member, {
    width: DRAWING,
    height: DRAWING,
    background: 'studio',
    light: 'day',
    lightFrom: 1,
    expression: 'smile',
    pose: { turn: 4, nod: 0, tilt: 2 },
  });
}

/** The profile picture in a drawing as a square JPEG: the same bytes every time. */
export async function renderHead(drawing: Drawing): Promise<Uint8Array> {
  return await sharp(await renderJpeg(drawing))
    .extract(HEAD)
    .jpeg({ quality: 90 })
    .toBuffer();
}
