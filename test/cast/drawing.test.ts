import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { cast, crowd, drawGroup, drawPortrait, randomMember, renderJpeg, strangers } from '../support/cast/index.js';
import type { CastMember, HairStyle } from '../support/cast/traits.js';

const everyone = [...cast, ...strangers];
const [first] = cast;
if (first === undefined) throw new Error('the cast is empty');

it('the cast has at least five named people and two strangers, each with a name and an id of their own', () => {
  expect(cast.length).toBeGreaterThanOrEqual(5);
  expect(strangers.length).toBeGreaterThanOrEqual(2);
  expect(new Set(everyone.map((member) => member.id)).size).toBe(everyone.length);
  expect(new Set(everyone.map((member) => member.name)).size).toBe(everyone.length);
  for (const { id } of everyone) expect(id).toMatch(/^[a-z0-9-]{1,32}$/);
});

describe('a drawing', () => {
  it('is the same every time it is drawn', async () => {
    const options = { width: 200, height: 240, seed: 3 };
    expect(drawPortrait(first, options)).toEqual(drawPortrait(first, options));
    expect(drawGroup(cast, options)).toEqual(drawGroup(cast, options));
    const [once, again] = await Promise.all([0, 1].map(() => renderJpeg(drawPortrait(first, options))));
    expect(Buffer.compare(once ?? Buffer.alloc(0), again ?? Buffer.alloc(1))).toBe(0);
  });

  it('changes with its seed and with every option', () => {
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

  it('needs no fonts and no other files', () => {
    for (const member of everyone) {
      const { people, background } = drawPortrait(member);
      expect(people + background).not.toMatch(/<text|<image|href=|NaN|undefined|Infinity/);
    }
  });

  it('can have every hair style', () => {
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

  it.each([1, 2, 5, 6, 14, 29])('of a group of %i shows every one of them', (count) => {
    const members = Array.from({ length: count }, (_, index) => randomMember(index));
    const { people } = drawGroup(members, { seed: 2 });
    expect(people.match(/<g transform="translate\([^)]+\) scale\(/g)).toHaveLength(count);
  });

  it('is rendered as a JPEG of the requested size', async () => {
    const jpeg = await renderJpeg(drawGroup(cast.slice(0, 2), { width: 301, height: 203, light: 'evening' }));
    expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 301, height: 203 });
  });
});

it('random people are the same for the same seed and differ from seed to seed', () => {
  expect(randomMember(5)).toEqual(randomMember(5));
  expect(new Set(Array.from({ length: 40 }, (_, seed) => JSON.stringify(randomMember(seed).traits))).size).toBe(40);
});

it('a crowd has up to 37 different people, and asking for more is an error', () => {
  expect(new Set(crowd(37).map((member) => member.id)).size).toBe(37);
  expect(() => crowd(38)).toThrow(RangeError);
});
