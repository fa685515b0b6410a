import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import {
  cast,
  crowd,
  drawGroup,
  drawPortrait,
  randomMember,
  renderJpeg,
  samplePhotos,
  strangers,
} from '../../src/cast/index.js';
import type { CastMember, HairStyle } from '../../src/cast/member.js';

const everybody = [...cast, ...strangers];
const [first] = cast;
if (first === undefined) throw new Error('There is nobody in the cast.');

test('there are at least five people with names and two strangers, each one of a kind', () => {
  expect(cast.length).toBeGreaterThanOrEqual(5);
  expect(strangers.length).toBeGreaterThanOrEqual(2);
  expect(new Set(everybody.map((member) => member.id)).size).toBe(everybody.length);
  expect(new Set(everybody.map((member) => member.name)).size).toBe(everybody.length);
  for (const { id } of everybody) expect(id).toMatch(/^[a-z0-9-]{1,32}$/);
});

describe('a drawing', () => {
  test('is the same whenever it is drawn', async () => {
    const options = { width: 200, height: 240, seed: 3 };
    expect(drawPortrait(first, options)).toEqual(drawPortrait(first, options));
    expect(drawGroup(cast, options)).toEqual(drawGroup(cast, options));
    const [once, again] = await Promise.all([0, 1].map(() => renderJpeg(drawPortrait(first, options))));
    expect(Buffer.compare(once ?? Buffer.alloc(0), again ?? Buffer.alloc(1))).toBe(0);
  });

  test('changes with its seed, and with each thing that can be chosen', () => {
    const drawings = [
      drawPortrait(first, { seed: 1 }),
      drawPortrait(first, { seed: 2 }),
      drawPortrait(first, { seed: 1, pose: { turn: 15, nod: 0, tilt: 0 } }),
      drawPortrait(first, { seed: 1, pose: { turn: 0, nod: 0, tilt: 8 } }),
      drawPortrait(first, { seed: 1, expression: 'surprised' }),
      drawPortrait(first, { seed: 1, background: 'studio' }),
      drawPortrait(first, { seed: 1, light: 'dim' }),
      drawPortrait(first, { seed: 1, clothes: { style: 'hoodie', colour: '#123456', second: '#654321' } }),
    ];
    expect(new Set(drawings.map((drawing) => JSON.stringify(drawing))).size).toBe(drawings.length);
  });

  test('needs no font and nothing from outside', () => {
    for (const member of everybody) {
      const { people, background } = drawPortrait(member);
      expect(people + background).not.toMatch(/<text|<image|href=|NaN|undefined|Infinity/);
    }
  });

  test('of every hair style is complete', () => {
    const styles: Record<HairStyle, true> = {
      afro: true,
      bald: true,
      bangs: true,
      bob: true,
      bun: true,
      cropped: true,
      curls: true,
      headscarf: true,
      long: true,
      quiff: true,
      receding: true,
      'side-part': true,
    };
    const drawings = (Object.keys(styles) as HairStyle[]).map((hairStyle) => {
      const member: CastMember = { ...first, traits: { ...first.traits, hairStyle } };
      return drawPortrait(member).people;
    });
    for (const drawing of drawings) expect(drawing).not.toMatch(/NaN|undefined|Infinity/);
    expect(new Set(drawings).size).toBe(drawings.length);
  });

  test.each([1, 2, 5, 6, 14, 29])('of %i people has everybody in it', (count) => {
    const members = Array.from({ length: count }, (_, index) => randomMember(index));
    const { people } = drawGroup(members, { seed: 2 });
    expect(people.match(/<g transform="translate\([^)]+\) scale\(/g)).toHaveLength(count);
  });
});

test('rendering gives a JPEG of the size asked for', async () => {
  const jpeg = await renderJpeg(drawGroup(cast.slice(0, 2), { width: 301, height: 203, light: 'evening' }));
  expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 301, height: 203 });
});

test('made-up people are the same for the same seed and differ between seeds', () => {
  expect(randomMember(5)).toEqual(randomMember(5));
  expect(new Set(Array.from({ length: 40 }, (_, seed) => JSON.stringify(randomMember(seed).traits))).size).toBe(40);
});

test('a crowd has no more people than there are', () => {
  expect(new Set(crowd(29).map((member) => member.id)).size).toBe(29);
  expect(() => crowd(1000)).toThrow(RangeError);
});

test('the sample photos show everybody alone or together, and a stranger', () => {
  const samples = samplePhotos();
  expect(new Set(samples.map((sample) => sample.fileName)).size).toBe(samples.length);
  const shown = samples.flatMap((sample) => sample.people);
  // Two photos to name somebody on, and one more to see it work.
  for (const { name } of cast) expect(shown.filter((person) => person === name).length).toBeGreaterThanOrEqual(3);
  expect(shown).toContain(undefined);
  for (const { fileName, title } of samples) {
    expect(fileName).toMatch(/^[a-z-]+\.jpg$/);
    expect(title).not.toBe('');
  }
});
