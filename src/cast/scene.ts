import { type Background, drawBackground } from './backgrounds.js';
import type { CastMember } from './member.js';
import { drawPerson, type PersonLook } from './person.js';
import { createCanvas, n } from './svg.js';

/** The light of a whole picture. */
export type Light = 'day' | 'warm' | 'evening' | 'cool' | 'dim';

/** Somebody in a picture; those listed first are furthest away. */
export interface Placed {
  readonly member: CastMember;
  readonly look: Omit<PersonLook, 'lightFrom'>;
  /** Where the middle between the eyes is, in pixels. */
  readonly x: number;
  readonly y: number;
  /** Pixels per unit of the head; an average face is 150 × 235 units. */
  readonly scale: number;
}

export interface Scene {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly background: Background;
  readonly light: Light;
  /** −1: light from the left; 1: from the right. */
  readonly lightFrom: -1 | 1;
  readonly people: readonly Placed[];
  readonly seed: number;
}

/** A veil of one colour over the whole picture, and how it mixes with what is below. */
const GRADES: Record<Light, { readonly colour: string; readonly mode: string; readonly opacity: number } | undefined> =
  {
    day: undefined,
    warm: { colour: '#ffa95c', mode: 'soft-light', opacity: 0.3 },
    evening: { colour: '#e0a58f', mode: 'multiply', opacity: 0.45 },
    cool: { colour: '#7fb0ff', mode: 'soft-light', opacity: 0.32 },
    dim: { colour: '#7d82a0', mode: 'multiply', opacity: 0.6 },
  };

/** The whole picture as SVG. The same scene gives the same text, and no fonts are needed to draw it. */
export function drawScene(scene: Scene): string {
  const { width, height, lightFrom } = scene;
  const canvas = createCanvas();
  const place = drawBackground(canvas, scene.background, scene);
  const people = scene.people.map(({ member, look, x, y, scale }) => {
    // What stands in front darkens what stands behind it a little.
    const shadow = canvas.glow(x - lightFrom * 30 * scale, y + 190 * scale, 260 * scale, 230 * scale, '#14100f', 0.34);
    const figure = drawPerson(canvas, member, { ...look, lightFrom });
    return `${shadow}<g transform="translate(${n(x)} ${n(y)}) scale(${n(scale)})">${figure}</g>`;
  });
  const grade = GRADES[scene.light];
  const veil =
    grade === undefined
      ? ''
      : `<rect width="${width}" height="${height}" fill="${grade.colour}" opacity="${grade.opacity}" style="mix-blend-mode:${grade.mode}"/>`;
  const all = place + people.join('') + veil;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${canvas.defs()}${all}</svg>`;
}
