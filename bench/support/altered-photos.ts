/** Alters photos so that a face is covered, cut off by the picture's edge, or overexposed. */
import sharp from 'sharp';
import type { Box, QualityIssue } from '../../src/faces/model.js';
import { stretchBox } from '../../src/local-clarifai/engine/geometry/box.js';
import { meanPoint, type Point } from '../../src/local-clarifai/engine/geometry/point.js';
import type { Models } from '../../src/local-clarifai/engine/models.js';
import { openPictureSource } from '../../src/local-clarifai/engine/picture-source.js';
import { createPyramid } from '../../src/local-clarifai/engine/pixels/pyramid.js';
import { CLEAR_GLASSES, type Covering, MASKS, SUNGLASSES } from './draw-coverings.js';

/** A photo and its main face. */
export interface Portrait {
  /** The name of the file. */
  readonly name: string;
  /** An upright JPEG. */
  readonly picture: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Its 68 landmarks of iBUG 300-W, in pixels. */
  readonly points: readonly Point[];
  /** The engine's quality issue for it. */
  readonly issue: QualityIssue | undefined;
}

/** One way to alter photos. */
export interface Alteration {
  readonly name: string;
  alter(portrait: Portrait): Promise<Uint8Array>;
}

/** The landmarks of a face, in pixels of a picture of the given width. @param box its edges are fractions 0–1 of the picture. */
export async function findLandmarks(
  picture: Uint8Array,
  width: number,
  box: Box,
  { landmarks }: Models,
): Promise<Point[]> {
  const { first } = await openPictureSource(picture);
  const [points = []] = await landmarks.find(createPyramid(first), [stretchBox(box, first.width, first.height)]);
  const scale = width / first.width;
  return points.map(({ x, y }) => ({ x: x * scale, y: y * scale }));
}

const covered = ({ name, draw }: Covering): Alteration => ({
  name,
  alter({ picture, width, height, points }) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${draw(points)}</svg>`;
    return sharp(picture)
      .composite([{ input: Buffer.from(svg) }])
      .jpeg({ quality: 92 })
      .toBuffer();
  },
});

type Side = 'left' | 'right' | 'top' | 'bottom';

/** Cuts a share of the face off at one side. The face reaches from ear to ear, and from the chin to above the brows by the distance of eyes
 * and brows. */
const cutOff = (side: Side, share: number): Alteration => ({
  name: `${Math.round(share * 100)} % at the ${side}`,
  alter({ picture, width, height, points }) {
    const xs = points.map(({ x }) => x);
    const ys = points.map(({ y }) => y);
    const brows = meanPoint(points.slice(17, 27)).y;
    const eyes = meanPoint(points.slice(36, 48)).y;
    const face = { left: Math.min(...xs), right: Math.max(...xs), top: 2 * brows - eyes, bottom: Math.max(...ys) };
    const gone = share * (side === 'left' || side === 'right' ? face.right - face.left : face.bottom - face.top);
    const left = side === 'left' ? face.left + gone : 0;
    const top = side === 'top' ? face.top + gone : 0;
    const right = side === 'right' ? face.right - gone : width;
    const bottom = side === 'bottom' ? face.bottom - gone : height;
    const edge = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));
    const [x, y] = [edge(left, width - 1), edge(top, height - 1)];
    return sharp(picture)
      .extract({ left: x, top: y, width: edge(right, width) - x, height: edge(bottom, height) - y })
      .jpeg({ quality: 92 })
      .toBuffer();
  },
});

/** Multiplies brightness in linear light. With a gamma of 2.2 that is a factor on the encoded values, too. */
const overexposed = (times: number): Alteration => ({
  name: `${times} times as bright`,
  alter: ({ picture }) =>
    sharp(picture)
      .linear(times ** (1 / 2.2), 0)
      .jpeg({ quality: 92 })
      .toBuffer(),
});

export type AlterationKind = 'sunglasses' | 'mask' | 'clearGlasses' | 'cutOff' | 'overexposed';

export const ALTERATIONS: Readonly<Record<AlterationKind, readonly Alteration[]>> = {
  sunglasses: SUNGLASSES.map(covered),
  mask: MASKS.map(covered),
  clearGlasses: CLEAR_GLASSES.map(covered),
  cutOff: (['left', 'bottom', 'right', 'top'] as const).flatMap((side) => [cutOff(side, 0.4), cutOff(side, 0.5)]),
  overexposed: [4, 6, 8].map(overexposed),
};
