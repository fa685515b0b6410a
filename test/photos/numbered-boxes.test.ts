import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { cropFace, squareAround } from '../../src/photos/crop-face.js';
import { drawFontText } from '../../src/photos/draw-font-text.js';
import { drawNumberedBoxes } from '../../src/photos/draw-numbered-boxes.js';
import { drawOverlay, type NumberedFace } from '../../src/photos/draw-overlay.js';
import { overlap, placeLabels } from '../../src/photos/place-labels.js';
import { placeSideBySide } from '../../src/photos/place-side-by-side.js';
import { colourDistance, fourQuarters, QUARTERS } from '../support/pictures/pictures.js';

/** Faces in rows, as in a group photo; in fractions. */
function crowd(count: number, columns: number): NumberedFace[] {
  const rows = Math.ceil(count / columns);
  return Array.from({ length: count }, (_, index) => {
    const left = ((index % columns) + 0.25) / columns;
    const top = (Math.floor(index / columns) + 0.4) / rows;
    const box = { left, top, right: left + 0.5 / columns, bottom: top + 0.5 / rows };
    return { number: index + 1, box };
  });
}

describe('drawNumberedBoxes', () => {
  let noise: Uint8Array;

  beforeAll(async () => {
    const grain = { type: 'gaussian', mean: 128, sigma: 60 } as const;
    noise = await sharp({ create: { width: 1600, height: 1200, channels: 3, background: '#888', noise: grain } })
      .jpeg()
      .toBuffer();
  });

  it.each([0, 1, 5, 29])('with %i faces gives a JPEG that Slack shows at once', async (count) => {
    const { jpeg, width, height } = await drawNumberedBoxes(noise, crowd(count, 8));
    expect([width, height]).toEqual([1280, 960]);
    expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 1280, height: 960 });
    // Noise is the worst case for JPEG; photos stay under 300 kB at the first quality tried.
    expect(jpeg.length).toBeLessThan(450_000);
  });

  it('draws where the face is, and leaves the rest alone', async () => {
    const picture = await fourQuarters(800, 800).png().toBuffer();
    const box = { left: 0.1, top: 0.1, right: 0.3, bottom: 0.4 };
    const { jpeg } = await drawNumberedBoxes(picture, [{ number: 7, box }]);
    const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
    expect(colourDistance(at(80, 240), QUARTERS[0])).toBeGreaterThan(60);
    expect(colourDistance(at(160, 200), QUARTERS[0])).toBeLessThan(24);
    expect(colourDistance(at(600, 600), QUARTERS[3])).toBeLessThan(24);
  });

  it('shows names where they were given, also with accents and in Greek and Cyrillic letters', async () => {
    const names = ['Ada', 'Żółć', 'Ελένη', 'Георгий'];
    const faces = crowd(4, 4).map((face, index) => ({ ...face, name: names[index] }));
    expect((await drawNumberedBoxes(noise, faces)).labels).toBe('names');
    expect((await drawNumberedBoxes(noise, crowd(4, 4))).labels).toBe('numbers');
  });

  it.each([
    ['Hebrew', 'ליאת'],
    ['Arabic', 'محمد Ali'],
    ['Devanagari', 'प्रिया'],
    ['Thai', 'สมชาย'],
    ['Georgian', 'ნინო'],
    ['Armenian', 'Արամ'],
    ['Amharic', 'አበበ'],
    ['Chinese', '王小明'],
    ['Japanese', '佐藤 さくら'],
    ['Korean', '김민수'],
  ])('shows names in %s', async (_script, name) => {
    const faces = crowd(1, 1).map((face) => ({ ...face, name }));
    expect((await drawNumberedBoxes(noise, faces)).labels).toBe('names');
  });

  it('joins Arabic letters, unless the name says not to', async () => {
    expect(await drawFontText('محمد')).not.toEqual(await drawFontText([...'محمد'].join('\u200c')));
  });

  it('draws Hebrew from right to left', async () => {
    const { png } = await drawFontText('ש.');
    const { data, info } = await sharp(Buffer.from(png, 'base64'))
      .extractChannel('alpha')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const inkAt = (x: number) => data.filter((alpha, index) => index % info.width === x && alpha > 128).length;
    // The full stop, which comes last, is on the left.
    expect(inkAt(4)).toBeLessThan(20);
    expect(inkAt(info.width - 6)).toBeGreaterThan(20);
  });

  it('draws a name as it is written, even if it looks like markup', async () => {
    const [plain, markup] = [await drawFontText('王'), await drawFontText('<b>王&</b>')];
    expect(markup.width).toBeGreaterThan(3 * plain.width);
  });

  it.each([
    // A rare character, and a rune.
    ['𠮷田', 4],
    ['ᚠ', 4],
    ['Bartholomew', 40],
  ])('shows numbers if %s cannot be drawn on each of %i faces', (name, count) => {
    const faces = crowd(count, 10).map((face) => ({ ...face, name }));
    expect(drawOverlay(faces, 1280, 960).labels).toBe('numbers');
  });

  it('shows digits at least 9 pixels high at the 360 pixels of a thread, for 30 faces too', () => {
    for (const count of [1, 5, 30]) {
      const { svg } = drawOverlay(crowd(count, 10), 1280, 960);
      const heights = [...svg.matchAll(/ height="([\d.]+)" rx="[\d.]+" fill="#1d1c1d"/g)].map(([, height]) =>
        Number(height),
      );
      expect(heights).toHaveLength(count);
      expect(Math.min(...heights) * 0.64 * (360 / 1280)).toBeGreaterThan(count < 30 ? 10 : 8);
    }
  });

  it('a tiny picture is enlarged, so that its numbers can be read', async () => {
    const { width, height } = await drawNumberedBoxes(await fourQuarters(64, 48).png().toBuffer(), crowd(1, 1));
    expect([width, height]).toEqual([640, 480]);
  });

  it('needs no font', () => {
    expect(drawOverlay(crowd(29, 8), 800, 600).svg).not.toContain('<text');
  });

  it('every number looks different', () => {
    const box = { left: 0.1, top: 0.1, right: 0.3, bottom: 0.4 };
    const drawings = Array.from({ length: 30 }, (_, number) => drawOverlay([{ number, box }], 800, 600).svg);
    expect(new Set(drawings).size).toBe(30);
  });
});

describe('placeLabels', () => {
  const labelled = (left: number, top: number, size: number) => ({
    box: { left, top, width: size, height: size },
    labelWidth: 40,
    labelHeight: 40,
  });

  it('puts a label above its face when there is room', () => {
    expect(placeLabels([labelled(300, 300, 100)], 800, 600)).toEqual([{ left: 300, top: 260, width: 40, height: 40 }]);
  });

  it.each([
    ['the top', 300, 0],
    ['the left top corner', 0, 0],
    ['the right bottom corner', 700, 500],
  ])('stays in the picture at %s', (_name, left, top) => {
    const [label] = placeLabels([labelled(left, top, 100)], 800, 600);
    expect(label?.left).toBeGreaterThanOrEqual(0);
    expect(label?.top).toBeGreaterThanOrEqual(0);
    expect((label?.left ?? 0) + 40).toBeLessThanOrEqual(800);
    expect((label?.top ?? 0) + 40).toBeLessThanOrEqual(600);
  });

  it('hides neither another face nor its label', () => {
    // The second face sits right above the first, where the first one's label would like to be.
    const items = [labelled(300, 300, 100), labelled(290, 195, 100), labelled(410, 280, 100), labelled(190, 280, 100)];
    const labels = placeLabels(items, 800, 600);
    labels.forEach((label, index) => {
      items.forEach((item, other) => {
        if (other !== index) expect(overlap(label, item.box)).toBe(0);
      });
      labels.forEach((another, other) => {
        if (other !== index) expect(overlap(label, another)).toBe(0);
      });
    });
  });

  it('of 29 faces close together, no two labels hide each other', () => {
    const items = Array.from({ length: 29 }, (_, index) =>
      labelled(20 + (index % 10) * 95, 60 + Math.floor(index / 10) * 110, 60),
    );
    const labels = placeLabels(items, 1000, 420);
    expect(labels).toHaveLength(29);
    labels.forEach((label, index) => {
      for (const another of labels.slice(index + 1)) expect(overlap(label, another)).toBe(0);
    });
  });
});

describe('placeSideBySide', () => {
  it('shows one on the left and the other on the right, whatever their sizes', async () => {
    const [left, right] = await Promise.all([
      cropFace(await fourQuarters(400, 300).png().toBuffer(), { left: 0, top: 0, right: 0.1, bottom: 0.1 }),
      cropFace(await fourQuarters(40, 30).png().toBuffer(), { left: 0.8, top: 0.7, right: 0.9, bottom: 0.9 }),
    ]);
    const { data, info } = await sharp(await placeSideBySide(left, right, 64))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([136, 64]);
    const pixel = (x: number) => [...data.subarray(3 * (32 * 136 + x), 3 * (32 * 136 + x) + 3)];
    expect(colourDistance(pixel(20), QUARTERS[0])).toBeLessThan(24);
    expect(colourDistance(pixel(68), [128, 128, 128])).toBeLessThan(24);
    expect(colourDistance(pixel(115), QUARTERS[3])).toBeLessThan(24);
  });
});

describe('cropFace', () => {
  it('cuts out the quarter that is asked for', async () => {
    const picture = await fourQuarters(400, 300).png().toBuffer();
    const crop = await cropFace(picture, { left: 0.68, top: 0.68, right: 0.8, bottom: 0.82 }, 64);
    const { data, info } = await sharp(crop).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([64, 64]);
    expect(colourDistance([...data.subarray(0, 3)], QUARTERS[3])).toBeLessThan(24);
    expect(colourDistance([...data.subarray(-3)], QUARTERS[3])).toBeLessThan(24);
  });

  it.each([
    [
      'in the middle',
      { left: 0.4, top: 0.4, right: 0.6, bottom: 0.6 },
      { left: 128, top: 78, width: 144, height: 144 },
    ],
    ['at the corner', { left: 0, top: 0, right: 0.2, bottom: 0.2 }, { left: 0, top: 0, width: 144, height: 144 }],
    [
      'larger than the picture',
      { left: 0, top: 0, right: 1, bottom: 1 },
      { left: 50, top: 0, width: 300, height: 300 },
    ],
    ['a single point', { left: 1, top: 1, right: 1, bottom: 1 }, { left: 399, top: 299, width: 1, height: 1 }],
  ])('squareAround %s', (_name, box, square) => {
    expect(squareAround(box, 400, 300)).toEqual(square);
  });
});
