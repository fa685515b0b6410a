import { describe, expect, it } from 'vitest';
import type { PixelBox, ScoredBox } from '../../../src/local-clarifai/engine/geometry/box.js';
import type { Detector } from '../../../src/local-clarifai/engine/networks/detector.js';
import { createPyramid } from '../../../src/local-clarifai/engine/pixels/pyramid.js';
import { detectInTiles, looksLikeBigGroup } from '../../../src/local-clarifai/engine/tiled-detection.js';

const face = (left: number, top: number, size: number, score = 0.9): ScoredBox => ({
  left,
  top,
  right: left + size,
  bottom: top + size,
  score,
});

/** Finds those of the given faces whose middle is in the area, cut off at its edges, and notes where it looked. */
function createFakeDetector(there: readonly ScoredBox[]) {
  const looks: { area: PixelBox; scale: number }[] = [];
  const detector: Detector = {
    async detect(_pyramid, area, scale) {
      looks.push({ area, scale });
      return there
        .filter(({ left, right }) => (left + right) / 2 >= area.left && (left + right) / 2 < area.right)
        .map((box) => ({ ...box, left: Math.max(box.left, area.left), right: Math.min(box.right, area.right) }));
    },
  };
  return { detector, looks };
}

const picture = (width: number, height: number) =>
  createPyramid({ data: new Uint8Array(width * height * 3), width, height });

describe('a big group', () => {
  it('is several faces, some of them small', () => {
    const small = [face(0, 0, 90), face(200, 0, 60), face(400, 0, 120)];
    expect(looksLikeBigGroup(small, 1600)).toBe(true);
    expect(looksLikeBigGroup(small, 900)).toBe(false);
    expect(looksLikeBigGroup(small.slice(0, 2), 1600)).toBe(false);
    expect(looksLikeBigGroup([], 1600)).toBe(false);
  });
});

describe('looking closer', () => {
  const seen = [face(300, 200, 60), face(500, 210, 60), face(700, 190, 60)];

  it('adds what was not seen before', async () => {
    const unseen = face(600, 120, 40);
    const { detector } = createFakeDetector([...seen, unseen]);
    const faces = await detectInTiles(picture(1600, 1200), detector, seen);
    expect(faces).toHaveLength(4);
    expect(faces).toContainEqual(unseen);
  });

  it('keeps what it does not see again', async () => {
    const { detector } = createFakeDetector([]);
    expect(await detectInTiles(picture(1600, 1200), detector, seen)).toEqual(seen);
  });

  it('takes its own box for a face that was seen before, even when it is less sure', async () => {
    const better = face(318, 215, 45, 0.6);
    const { detector } = createFakeDetector([better, ...seen.slice(1)]);
    const faces = await detectInTiles(picture(1600, 1200), detector, seen);
    expect(faces).toHaveLength(3);
    expect(faces).toContainEqual(better);
    expect(faces).not.toContainEqual(seen[0]);
  });

  it('looks around the faces, not at the whole picture, and at most twice as close', async () => {
    const { detector, looks } = createFakeDetector(seen);
    await detectInTiles(picture(1600, 1200), detector, seen);
    expect(looks).toHaveLength(1);
    const { area, scale } = looks[0] as (typeof looks)[number];
    expect(area).toEqual({ left: 120, top: 10, right: 940, bottom: 450 });
    expect(scale).toBeCloseTo((2 * 512) / 1600, 5);
  });

  it('cuts a large area into tiles, and loses no one at their edges', async () => {
    const crowd = Array.from({ length: 26 }, (_, i) => face(5 + i * 61, 100 + (i % 2) * 800, 50));
    const { detector, looks } = createFakeDetector(crowd);
    const faces = await detectInTiles(
      picture(1600, 1200),
      detector,
      crowd.filter((_, i) => i % 3 !== 1),
    );
    expect(looks.length).toBeGreaterThan(1);
    expect(faces).toHaveLength(crowd.length);
    for (const box of crowd) expect(faces).toContainEqual(box);
  });
});
