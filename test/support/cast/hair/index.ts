import type { Canvas } from '../canvas.js';
import type { HairStyle } from '../traits.js';
import type { View } from '../view.js';
import { bun } from './bun.js';
import { afro, curls } from './curly-hair.js';
import { headscarf } from './headscarf.js';
import type { Hair } from './locks.js';
import { bangs, bob, long } from './long-hair.js';
import { bald, cropped, quiff, receding, sidePart } from './short-hair.js';

const STYLES: Record<HairStyle, (canvas: Canvas, view: View) => Hair> = {
  afro,
  bald,
  bangs,
  bob,
  bun,
  cropped,
  curls,
  headscarf,
  long,
  quiff,
  receding,
  'side-part': sidePart,
};

export function drawHair(canvas: Canvas, view: View): Hair {
  return STYLES[view.traits.hairStyle](canvas, view);
}
