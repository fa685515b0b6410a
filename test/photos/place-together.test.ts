import sharp from 'sharp';
import { expect, it } from 'vitest';
import { placeTogether } from '../../src/photos/place-together.js';
import { colourDistance, pixelAt } from '../support/pictures/pictures.js';

const COLOURS = [
  [200, 0, 0],
  [0, 160, 0],
  [0, 0, 200],
  [200, 200, 0],
  [200, 0, 200],
] as const;

/** Squares of one colour each, as crops of faces are. */
const squares = (amount: number) =>
  Promise.all(
    COLOURS.slice(0, amount).map(([r, g, b]) =>
      sharp({ create: { width: 60, height: 60, channels: 3, background: { r, g, b } } })
        .png()
        .toBuffer(),
    ),
  );

it.each<[amount: number, corners: readonly number[]]>([
  [1, [0, 0, 0, 0]],
  [2, [0, 1, 0, 1]],
  [3, [0, 1, 0, 2]],
  [4, [0, 1, 2, 3]],
  [5, [0, 1, 2, 3]],
])('%i pictures fill one square, of which the corners are %j', async (amount, corners) => {
  const together = await placeTogether(await squares(amount), 101);
  const { data, info } = await sharp(together).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 101, height: 101 });
  const places = [0.25, 0.75].flatMap((y) => [0.25, 0.75].map((x) => [x, y] as const));
  for (const [index, [x, y]] of places.entries()) {
    const colour = pixelAt({ data, width: 101, height: 101 }, x, y);
    expect(colourDistance(colour, COLOURS[corners[index] ?? 0] ?? [])).toBeLessThan(40);
  }
});
