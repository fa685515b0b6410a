import type { PixelBox } from './geometry/box.js';
import { applySimilarity, composeSimilarities, invertSimilarity, type Similarity } from './geometry/similarity.js';
import type { Pyramid } from './pixels/pyramid.js';

/** A changed view of a picture, in which its faces may be easier to find. No pixel is copied. */
export type View = (picture: Pyramid) => Pyramid;

/** Clockwise, in degrees. */
export type QuarterTurns = 90 | 180 | 270;

/** The colour around a picture that is rotated or has a border. */
const GREY = 128;

export const asItIs: View = (picture) => picture;

/** The picture turned clockwise. */
export function turnedBy(degrees: QuarterTurns): View {
  return (picture) => {
    const { width, height } = picture;
    const toUpright = {
      90: { a: 0, b: -1, shiftX: 0, shiftY: height },
      180: { a: -1, b: 0, shiftX: width, shiftY: height },
      270: { a: 0, b: 1, shiftX: width, shiftY: 0 },
    }[degrees];
    const size = degrees === 180 ? { width, height } : { width: height, height: width };
    return { ...picture, ...size, toPicture: composeSimilarities(toUpright, picture.toPicture) };
  };
}

/** The whole picture turned clockwise by any angle on grey, large enough for its corners. */
export function rolledBy(degrees: number): View {
  return (picture) => {
    const { width, height } = picture;
    const angle = (degrees * Math.PI) / 180;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const size = {
      width: Math.ceil(Math.abs(width * cos) + Math.abs(height * sin)),
      height: Math.ceil(Math.abs(width * sin) + Math.abs(height * cos)),
    };
    const middle = applySimilarity({ a: cos, b: sin, shiftX: 0, shiftY: 0 }, { x: width / 2, y: height / 2 });
    const placing = { a: cos, b: sin, shiftX: size.width / 2 - middle.x, shiftY: size.height / 2 - middle.y };
    return onGrey(picture, placing, size);
  };
}

/** The picture in the middle of a grey one twice as wide and as high. */
export const withBorder: View = (picture) => {
  const { width, height } = picture;
  const placing = { a: 1, b: 0, shiftX: Math.round(width / 2), shiftY: Math.round(height / 2) };
  return onGrey(picture, placing, { width: 2 * width, height: 2 * height });
};

/** @param placing maps pixels of the picture to pixels of the grey one. */
function onGrey(picture: Pyramid, placing: Similarity, size: Pick<Pyramid, 'width' | 'height'>): Pyramid {
  const toPicture = composeSimilarities(invertSimilarity(placing), picture.toPicture);
  return { ...picture, ...size, toPicture, outside: GREY };
}

/**
 * Maps a box through a similarity. The result has no rotation: it has the same centre, the same sides after quarter turns, and
 * interpolated sides in between.
 */
export function mapBox({ left, top, right, bottom }: PixelBox, similarity: Similarity): PixelBox {
  const { x, y } = applySimilarity(similarity, { x: (left + right) / 2, y: (top + bottom) / 2 });
  const [width, height] = [right - left, bottom - top];
  const halfWidth = Math.hypot(similarity.a * width, similarity.b * height) / 2;
  const halfHeight = Math.hypot(similarity.b * width, similarity.a * height) / 2;
  return { left: x - halfWidth, top: y - halfHeight, right: x + halfWidth, bottom: y + halfHeight };
}
