import { type Background, drawBackground, drawForeground } from './backgrounds/index.js';
import { createCanvas } from './canvas.js';
import type { Colour } from './colours.js';
import { n } from './curves.js';
import { drawPerson, type PersonLook } from './draw-person.js';
import type { CastMember } from './traits.js';

/** The light of a whole picture. */
export type Light = 'day' | 'warm' | 'evening' | 'cool' | 'dim';

/** A person in a picture. The first in the list is the furthest away. */
export interface Placed {
  readonly member: CastMember;
  readonly look: Omit<PersonLook, 'lightFrom'>;
  /** The point between the eyes, in pixels. */
  readonly x: number;
  readonly y: number;
  /** Pixels per head unit; an average face is 150 × 235 units. */
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

/** A colour laid over the whole picture. */
interface Veil {
  readonly colour: Colour;
  readonly blend: 'multiply' | 'soft-light';
  readonly opacity: number;
}

/** A picture as layers of SVG. The same scene always gives the same text. Rendering it needs no fonts. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Drawn small, because it is shown out of focus. */
  readonly background: string;
  readonly people: string;
  readonly veil: Veil | undefined;
}

/** The background is drawn this much smaller. */
const BACKGROUND_SHRINK = 4;

const VEILS: Record<Light, Veil | undefined> = {
  day: undefined,
  warm: { colour: '#ffa95c', blend: 'soft-light', opacity: 0.3 },
  evening: { colour: '#f5b690', blend: 'multiply', opacity: 0.3 },
  cool: { colour: '#7fb0ff', blend: 'soft-light', opacity: 0.32 },
  dim: { colour: '#7d82a0', blend: 'multiply', opacity: 0.6 },
};

export function drawScene(scene: Scene): Drawing {
  const { width, height, lightFrom } = scene;
  const far = createCanvas();
  const place = drawBackground(far, scene.background, scene);
  const near = createCanvas();
  const people = scene.people.map(({ member, look, x, y, scale }) => {
    // A person casts a soft shadow on those behind them.
    const shadow = near.glow(x - lightFrom * 30 * scale, y + 190 * scale, 260 * scale, 230 * scale, '#14100f', 0.34);
    const figure = drawPerson(near, member, { ...look, lightFrom });
    return `${shadow}<g transform="translate(${n(x)} ${n(y)}) scale(${n(scale)})">${figure}</g>`;
  });
  const front = drawForeground(near, scene.background, scene);
  return {
    width,
    height,
    background: svg(width, height, BACKGROUND_SHRINK, far.defs() + place),
    people: svg(width, height, 1, near.defs() + people.join('') + front),
    veil: VEILS[scene.light],
  };
}

function svg(width: number, height: number, shrink: number, content: string): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.round(width / shrink)}" height="${Math.round(height / shrink)}"` +
    ` viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">${content}</svg>`
  );
}
