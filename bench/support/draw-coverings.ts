/** Sunglasses, masks and clear glasses, drawn on a photo at the landmarks of a face. */
import { meanPoint, type Point } from '../../src/local-clarifai/engine/geometry/point.js';

/** Something drawn in front of a face. */
export interface Covering {
  /** Shape and material, for example `aviator, brown`. */
  readonly name: string;
  /**
   * @param points the 68 landmarks of iBUG 300-W, in pixels of the photo.
   * @returns an SVG element, in pixels of the photo.
   */
  draw(points: readonly Point[]): string;
}

/** One lens: side 1 is the right one, −1 its mirror image. Lengths are in eye distances from the point between the eyes. */
type Lens = (side: number) => string;

const roundedLens =
  (width: number, height: number, corner: number, fromMiddle = 0.5): Lens =>
  (side) =>
    `<rect x="${side * fromMiddle - width / 2}" y="${0.06 - height / 2}" width="${width}" height="${height}" rx="${corner}"/>`;

/** @param path of the right lens, with every x as `{x}`. */
const drawnLens =
  (path: string): Lens =>
  (side) =>
    `<path d="${path.replace(/\{([\d.]+)\}/g, (_, x: string) => String(side * Number(x)))}"/>`;

const LENSES: Readonly<Record<string, Lens>> = {
  wayfarer: roundedLens(0.86, 0.62, 0.16),
  round: roundedLens(0.72, 0.72, 0.36),
  oversized: roundedLens(0.98, 0.88, 0.4, 0.54),
  narrow: roundedLens(0.8, 0.4, 0.12),
  aviator: drawnLens('M{0.1} -0.2 L{0.85} -0.26 Q{1.04} -0.2 {1} 0.1 Q{0.9} 0.5 {0.58} 0.52 Q{0.2} 0.45 {0.1} 0.05 Z'),
  'cat-eye': drawnLens('M{0.1} -0.12 Q{0.5} -0.32 {1.08} -0.42 Q{1.02} 0.25 {0.6} 0.36 Q{0.15} 0.36 {0.1} -0.12 Z'),
};

interface Material {
  readonly fill: string;
  readonly opacity: number;
  readonly frame: string;
}

const TINTS: Readonly<Record<string, Material>> = {
  black: { fill: '#070708', opacity: 0.97, frame: '#050505' },
  brown: { fill: '#2a190e', opacity: 0.92, frame: '#3a2512' },
  green: { fill: '#16271c', opacity: 0.9, frame: '#b59a55' },
  gradient: { fill: 'url(#fade)', opacity: 1, frame: '#111' },
  'blue mirror': { fill: 'url(#sky)', opacity: 1, frame: '#999' },
};
const FRAMES: Readonly<Record<string, string>> = { black: '#111', tortoise: '#5a3a1a', gold: '#b59a55' };
const FABRICS: Readonly<Record<string, string>> = {
  'blue surgical': '#9cc5de',
  'white surgical': '#eef1f2',
  black: '#141416',
  'red cloth': '#a11f25',
  dotted: 'url(#dots)',
};

const DEFINITIONS = `<defs>
<linearGradient id="fade" x2="0" y2="1"><stop stop-color="#050507" stop-opacity="0.97"/><stop offset="1" stop-color="#15151a" stop-opacity="0.5"/></linearGradient>
<linearGradient id="sky" x2="0.3" y2="1"><stop stop-color="#bfe2ff"/><stop offset="0.5" stop-color="#2a62a8"/><stop offset="1" stop-color="#7fb2dd"/></linearGradient>
<linearGradient id="sides"><stop stop-opacity="0.35"/><stop offset="0.3" stop-opacity="0.02"/><stop offset="0.7" stop-opacity="0.02"/><stop offset="1" stop-opacity="0.35"/></linearGradient>
<pattern id="dots" width="0.22" height="0.22" patternUnits="userSpaceOnUse"><rect width="0.22" height="0.22" fill="#29395f"/><circle cx="0.11" cy="0.11" r="0.045" fill="#f2f2ea"/></pattern>
</defs>`;

export const SUNGLASSES: readonly Covering[] = Object.entries(LENSES).flatMap(([shape, lens]) =>
  Object.entries(TINTS).map(([tint, material]) => drawGlasses(`${shape}, ${tint}`, lens, material, 0.06)),
);

export const CLEAR_GLASSES: readonly Covering[] = Object.entries(LENSES).flatMap(([shape, lens]) =>
  Object.entries(FRAMES).map(([name, frame]) =>
    drawGlasses(`${shape}, ${name}`, lens, { fill: '#fff', opacity: 0.06, frame }, 0.045),
  ),
);

/** Masks whose upper edge is at the middle of the nose or near its bridge, and scarfs drawn up over the nose. */
export const MASKS: readonly Covering[] = Object.entries(FABRICS).flatMap(([fabric, fill]) => [
  { name: `mask to the middle of the nose, ${fabric}`, draw: (points) => drawMask(points, fill, 0.65) },
  { name: `mask to the bridge of the nose, ${fabric}`, draw: (points) => drawMask(points, fill, 0.3) },
  { name: `scarf, ${fabric}`, draw: (points) => drawScarf(points, fill) },
]);

/** Coordinates of a face with its eyes level, in eye distances from the point between the eyes. */
function frameOf(points: readonly Point[]) {
  const [right, left] = [meanPoint(points.slice(36, 42)), meanPoint(points.slice(42, 48))];
  const [x, y] = [left.x - right.x, left.y - right.y];
  const middle = meanPoint([right, left]);
  const square = x * x + y * y;
  const local = (point: Point): Point => {
    const [dx, dy] = [point.x - middle.x, point.y - middle.y];
    return { x: (dx * x + dy * y) / square, y: (dy * x - dx * y) / square };
  };
  const place = (shapes: string) =>
    `<g transform="matrix(${x} ${y} ${-y} ${x} ${middle.x} ${middle.y})">${DEFINITIONS}${shapes}</g>`;
  return { landmark: (index: number) => local(points[index] ?? middle), place };
}

function drawGlasses(name: string, lens: Lens, { fill, opacity, frame }: Material, width: number): Covering {
  return {
    name,
    draw(points) {
      const { landmark, place } = frameOf(points);
      const [ear, otherEar] = [Math.min(landmark(0).x, -0.92), Math.max(landmark(16).x, 0.92)];
      const bars = `M-0.9 -0.05 L${ear} 0 M0.9 -0.05 L${otherEar} 0 M-0.16 -0.02 Q0 -0.12 0.16 -0.02`;
      const shine = 'M-0.72 -0.1 L-0.6 -0.13 L-0.7 0.08 Z M0.3 -0.1 L0.42 -0.13 L0.32 0.08 Z';
      return place(
        `<g stroke="${frame}" stroke-width="${width}"><path d="${bars}" fill="none"/>` +
          `<g fill="${fill}" fill-opacity="${opacity}">${lens(-1)}${lens(1)}</g></g>` +
          `<path d="${shine}" fill="#fff" fill-opacity="0.25"/>`,
      );
    },
  };
}

/** @param top where its upper edge is on the nose: 0 between the eyes, 1 at the tip. */
function drawMask(points: readonly Point[], fill: string, top: number): string {
  const { landmark, place } = frameOf(points);
  const [bridge, tip, right, left] = [landmark(27), landmark(30), landmark(2), landmark(14)];
  const nose = { x: bridge.x + (tip.x - bridge.x) * top, y: bridge.y + (tip.y - bridge.y) * top };
  const curve = (from: Point, to: Point) => `Q${(from.x + to.x) / 2} ${nose.y + 0.12} ${to.x} ${to.y}`;
  const jaw = [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((index) => landmark(index));
  const outline =
    `M${right.x} ${right.y} ${curve(right, nose)} ${curve(nose, left)} ` +
    `${jaw.map(({ x, y }) => `L${x} ${y}`).join(' ')} Z`;
  const straps = [2, 4, 12, 14].map((index) => {
    const [from, to] = [landmark(index), landmark(index < 8 ? 0 : 16)];
    return `M${from.x} ${from.y} L${to.x * 1.08} ${to.y}`;
  });
  return place(`<path d="${straps.join(' ')}" stroke="#e8e8e8" stroke-width="0.03"/>${shade(outline, fill)}`);
}

function drawScarf(points: readonly Point[], fill: string): string {
  const { landmark, place } = frameOf(points);
  const [tip, right, left] = [landmark(29), landmark(1), landmark(15)];
  const [edge, otherEdge] = [right.x * 1.12, left.x * 1.12];
  const outline =
    `M${edge} ${right.y} Q${edge / 2} ${tip.y + 0.1} ${tip.x} ${tip.y} Q${otherEdge / 2} ${tip.y + 0.1} ${otherEdge} ${left.y} ` +
    `L${otherEdge + 0.5} 3.4 L${edge - 0.5} 3.4 Z`;
  return place(shade(outline, fill));
}

/** A piece of cloth, darker at its sides because it goes around the head. */
const shade = (outline: string, fill: string): string =>
  `<path d="${outline}" fill="${fill}"/><path d="${outline}" fill="url(#sides)"/>`;
