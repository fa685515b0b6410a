import type { Canvas } from '../canvas.js';
import { n } from '../curves.js';
import type { Random } from '../random.js';

/** What a background is drawn into. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly lightFrom: number;
  readonly random: Random;
}

export function rect(
  x: number,
  y: number,
  width: number,
  height: number,
  fill: string,
  opacity = 1,
  radius = 0,
): string {
  const soft = opacity === 1 ? '' : ` fill-opacity="${n(opacity)}"`;
  return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${n(radius)}" fill="${fill}"${soft}/>`;
}

/** Discs of light: points of light that are out of focus (bokeh). */
export function bokeh(
  canvas: Canvas,
  frame: Frame,
  colours: readonly [string, ...string[]],
  count: number,
  bottom: number,
): string {
  const { width, height, random } = frame;
  let discs = '';
  for (let index = 0; index < count; index += 1) {
    const r = random.between(0.012, 0.04) * width;
    const colour = random.pick(colours);
    const x = random.between(0, width);
    const y = random.between(0, bottom * height);
    discs += canvas.ellipse(x, y, r, r, { fill: colour, opacity: random.between(0.12, 0.34) });
  }
  return discs;
}
