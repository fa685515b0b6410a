import type { Canvas } from '../canvas.js';
import { createRandom } from '../random.js';
import { drawCafeTable } from './cafe-table.js';
import type { Frame } from './frame.js';
import { cafe, office, studio } from './indoors.js';
import { beach, park, street } from './outdoors.js';

export type Background = 'beach' | 'cafe' | 'office' | 'park' | 'street' | 'studio';

const PLACES: Record<Background, (canvas: Canvas, frame: Frame) => string> = {
  beach,
  cafe,
  office,
  park,
  street,
  studio,
};

/** A background of the given size in pixels, not yet blurred. The same seed always gives the same background. */
export function drawBackground(
  canvas: Canvas,
  background: Background,
  size: Omit<Frame, 'random'> & { readonly seed: number },
): string {
  return PLACES[background](canvas, { ...size, random: createRandom(size.seed) });
}

/** What is between the camera and the people: for most backgrounds, nothing. */
export function drawForeground(canvas: Canvas, background: Background, size: Omit<Frame, 'random'>): string {
  return background === 'cafe' ? drawCafeTable(canvas, size) : '';
}
