import type { Canvas } from '../canvas.js';
import { darker, lighter } from '../colours.js';
import { n, type Point, smooth } from '../curves.js';
import { createRandom, seedFrom } from '../random.js';
import type { View } from '../view.js';
import { type Hair, hairShadow, lock, type Place } from './locks.js';
import { shortSides } from './short-hair.js';

/** A round cloud of tight curls. */
export function afro(canvas: Canvas, view: View): Hair {
  const { hair, faceWidth: w, faceHeight: h } = view.traits;
  const centre = view.at(0, -58 * h, -16);
  const hairline: Place[] = [
    [-74 * w, 8, 8],
    [-67 * w, -30 * h, 24],
    [-52 * w, -62 * h, 40],
    [-24 * w, -76 * h, 50],
    [0, -79 * h, 54],
    [24 * w, -76 * h, 50],
    [52 * w, -62 * h, 40],
    [67 * w, -30 * h, 24],
    [74 * w, 8, 8],
  ];
  const crown: Place[] = [
    [-96 * w, 10, -4],
    [-112 * w, -40 * h, -4],
    [-100 * w, -104 * h, 0],
    [-52 * w, -144 * h, 4],
    [0, -154 * h, 6],
    [52 * w, -144 * h, 4],
    [100 * w, -104 * h, 0],
    [112 * w, -40 * h, -4],
    [96 * w, 10, -4],
  ];
  return {
    behind: cloud(canvas, view, centre, 124 * w, 104 * h, 9),
    front:
      hairShadow(canvas, view, hairline) +
      lock(canvas, view, crown, hairline, { colour: hair, strands: 1, shineStrength: 0 }) +
      canvas.path(hairlineCurls(view, hairline), { stroke: hair, width: 7 }) +
      curlTexture(canvas, view, centre, 116 * w, 98 * h, 150),
  };
}

/** Thick curls on top, short at the sides. */
export function curls(canvas: Canvas, view: View): Hair {
  const { hair, faceWidth: w, faceHeight: h } = view.traits;
  const centre = view.at(2, -98 * h, 4);
  const hairline: Place[] = [
    [-67 * w, -40 * h, 26],
    [-56 * w, -64 * h, 38],
    [-26 * w, -72 * h, 50],
    [4, -78 * h, 54],
    [32 * w, -70 * h, 50],
    [56 * w, -64 * h, 38],
    [67 * w, -40 * h, 26],
  ];
  const crown: Place[] = [
    [-84 * w, -52 * h, 0],
    [-80 * w, -98 * h, 2],
    [-44 * w, -132 * h, 8],
    [2, -140 * h, 10],
    [46 * w, -132 * h, 8],
    [80 * w, -98 * h, 2],
    [84 * w, -52 * h, 0],
  ];
  return {
    behind: cloud(canvas, view, centre, 80 * w, 48 * h, 16),
    front:
      hairShadow(canvas, view, hairline) +
      shortSides(canvas, view, 2, hair) +
      lock(canvas, view, crown, hairline, { colour: hair, strands: 1, shineStrength: 0.25 }) +
      canvas.path(hairlineCurls(view, hairline, 2), { fill: hair }) +
      curlTexture(canvas, view, centre, 84 * w, 48 * h, 62, 1.55),
  };
}

/** A round mass whose edge is made of curls. */
function cloud(canvas: Canvas, view: View, [cx, cy]: Point, rx: number, ry: number, curl: number): string {
  const { hair } = view.traits;
  const random = createRandom(seedFrom(hair) + Math.round(curl));
  const count = Math.round((Math.PI * (rx + ry)) / (curl * 0.9));
  let edge = '';
  for (let index = 0; index < count; index += 1) {
    const angle = ((index + random.between(-0.3, 0.3)) / count) * Math.PI * 2;
    const r = curl * random.between(0.6, 1.15);
    const out = random.between(0.96, 1.03);
    edge += circle(cx + Math.cos(angle) * rx * out, cy + Math.sin(angle) * ry * out, r);
  }
  const body = `M${n(cx - rx)} ${n(cy)}a${n(rx)} ${n(ry)} 0 1 1 ${n(2 * rx)} 0a${n(rx)} ${n(ry)} 0 1 1 ${n(-2 * rx)} 0Z`;
  return canvas.path(edge + body, {
    fill: canvas.radial([cx + view.lightFrom * rx * 0.4, cy - ry * 0.45], rx * 1.7, [
      lighter(hair, 0.1),
      hair,
      darker(hair, 0.35),
    ]),
  });
}

function circle(cx: number, cy: number, r: number): string {
  return `M${n(cx - r)} ${n(cy)}a${n(r)} ${n(r)} 0 1 1 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 1 ${n(-2 * r)} 0Z`;
}

/** Small rings along the hairline, so that it does not look cut out. */
function hairlineCurls(view: View, hairline: readonly Place[], size = 1): string {
  const points = view.all(hairline);
  const random = createRandom(3);
  let d = '';
  for (let index = 0; index + 1 < points.length; index += 1) {
    const [ax, ay] = points[index] ?? [0, 0];
    const [bx, by] = points[index + 1] ?? [0, 0];
    for (const t of [0, 0.33, 0.66]) {
      const r = random.between(2.5, 5) * size;
      d += `M${n(ax + (bx - ax) * t - r)} ${n(ay + (by - ay) * t)}a${n(r)} ${n(r)} 0 1 1 ${n(2 * r)} 0`;
    }
  }
  return d;
}

/** Arcs of light and shadow all over the hair, but not on the face. */
function curlTexture(
  canvas: Canvas,
  view: View,
  [cx, cy]: Point,
  rx: number,
  ry: number,
  count: number,
  size = 1,
): string {
  const { hair, faceWidth: w, faceHeight: h } = view.traits;
  const random = createRandom(seedFrom(view.traits.hair) + count);
  const [fx, fy] = view.at(0, 14, 40);
  let dark = '';
  let light = '';
  let placed = 0;
  for (let attempt = 0; attempt < count * 12 && placed < count; attempt += 1) {
    const angle = random.between(0, Math.PI * 2);
    const distance = Math.sqrt(random.between(0, 1));
    const x = cx + Math.cos(angle) * rx * distance;
    const y = cy + Math.sin(angle) * ry * distance;
    const onFace = ((x - fx) / (80 * w)) ** 2 + ((y - fy) / (104 * h)) ** 2 < 1;
    if (onFace) continue;
    const r = random.between(4, 8) * size;
    const start = random.between(0, Math.PI * 2);
    const arc = smooth(
      [0, 1.1, 2.2, 3.3].map(
        (turn) => [x + Math.cos(start + turn) * r, y + Math.sin(start + turn) * r * 0.85] as const,
      ),
    );
    const lit = (x - cx) * view.lightFrom > -10 && y < cy + 20 && placed % 2 === 0;
    if (lit) light += arc;
    else dark += arc;
    placed += 1;
  }
  return (
    canvas.path(dark, { stroke: darker(hair, 0.55), width: 2, opacity: 0.4 }) +
    canvas.path(light, { stroke: lighter(hair, 0.4), width: 1.6, opacity: 0.34 })
  );
}
