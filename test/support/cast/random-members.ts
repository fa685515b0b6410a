import type { Colour } from './colours.js';
import { mix } from './colours.js';
import { createRandom, type Random } from './random.js';
import type { BeardStyle, CastMember, Clothes, ClothesStyle, GlassesStyle, HairStyle, Traits } from './traits.js';

const SKINS: readonly [Colour, ...Colour[]] = [
  '#f3cdb4',
  '#efc1a2',
  '#e8bd94',
  '#d9a27b',
  '#c98d62',
  '#a9714c',
  '#8a5a3c',
  '#85553a',
];
const DARK_HAIR: readonly [Colour, ...Colour[]] = ['#1f1413', '#17141a', '#241813', '#2f1d16'];
const ANY_HAIR: readonly [Colour, ...Colour[]] = ['#241813', '#4a2c1a', '#6e4326', '#a8502a', '#c79a56', '#17141a'];
const GREY_HAIR: readonly [Colour, ...Colour[]] = ['#c9c6c4', '#9d9a98', '#e1ddd8'];
const SHORT_STYLES: readonly [HairStyle, ...HairStyle[]] = [
  'cropped',
  'side-part',
  'quiff',
  'curls',
  'receding',
  'bald',
];
const LONG_STYLES: readonly [HairStyle, ...HairStyle[]] = ['bob', 'long', 'bangs', 'bun', 'afro', 'headscarf'];
const BEARDS: readonly [BeardStyle, ...BeardStyle[]] = ['none', 'none', 'stubble', 'short', 'full', 'moustache'];
const GLASSES: readonly [GlassesStyle, ...GlassesStyle[]] = ['none', 'none', 'none', 'round', 'square'];
const CLOTHES_STYLES: readonly [ClothesStyle, ...ClothesStyle[]] = [
  'crew-neck',
  'shirt',
  'blazer',
  'turtleneck',
  'hoodie',
  'v-neck',
];
const CLOTHES_COLOURS: readonly [Colour, ...Colour[]] = [
  '#5f86a8',
  '#7a3b52',
  '#27344f',
  '#4d6b54',
  '#d99a2b',
  '#c96f6a',
  '#e6e0d6',
  '#3f4a54',
  '#8a8f98',
];
const EYES: readonly [Colour, ...Colour[]] = ['#3a2214', '#5b3a22', '#2c1b14', '#5f8a6a', '#5d83a3', '#7a6a3a'];
const SCARVES: readonly [Colour, ...Colour[]] = ['#1f8a86', '#8a3f5c', '#3b4f86', '#b98a3a'];

/** The seeds of people the face engine found in each of a dozen crowds, in every pose. */
const WELL_SEEN = [
  0, 3, 5, 6, 10, 12, 14, 15, 18, 19, 23, 25, 26, 28, 30, 31, 37, 38, 42, 47, 48, 51, 52, 54, 55, 56, 58, 59, 64, 68,
  71, 72, 74, 75, 76, 77, 78,
];

/**
 * Made-up people for one large group photo, always in the same order. The face engine finds 98 of 100 faces in a drawn crowd of
 * them: if a test needs every face found, try a few seeds.
 *
 * @throws RangeError for more than 37 people.
 */
export function crowd(count: number): CastMember[] {
  if (count > WELL_SEEN.length) throw new RangeError(`There are only ${WELL_SEEN.length} people for a crowd.`);
  return WELL_SEEN.slice(0, count).map(randomMember);
}

/**
 * A made-up person, for tests and benchmarks that need many people. The same seed is always the same person. The face engine is
 * known to tell apart only the people in cast-list.ts and strangers.ts, not these.
 */
export function randomMember(seed: number): CastMember {
  const random = createRandom(seed * 7919 + 17);
  const id = `extra-${seed}`;
  return {
    id,
    name: `Extra ${seed}`,
    traits: randomTraits(random),
    wardrobe: [randomClothes(random), randomClothes(random)],
  };
}

function randomTraits(random: Random): Traits {
  const isBroad = random.between(0, 1) < 0.5;
  const skin = random.pick(SKINS);
  const isFair = SKINS.indexOf(skin) < 3;
  const age = random.between(0, 1) ** 1.6;
  const hair = age > 0.62 ? random.pick(GREY_HAIR) : random.pick(isFair ? ANY_HAIR : DARK_HAIR);
  const hairStyle = random.pick(isBroad ? SHORT_STYLES : LONG_STYLES);
  const noseLength = random.between(41, 52);
  return {
    faceWidth: random.between(0.92, 1.08),
    faceHeight: random.between(0.95, 1.06),
    jaw: isBroad ? random.between(0.35, 0.95) : random.between(0.05, 0.6),
    chin: random.between(0.2, 0.8),
    eyeGap: random.between(28.5, 35),
    eyeHeight: random.between(-3, 3),
    eyeWidth: random.between(15, 18.5),
    eyeOpen: random.between(6.8, 9.8),
    eyeTilt: random.between(-2, 3.5),
    browHeight: random.between(18, 25),
    browThickness: isBroad ? random.between(5.5, 9) : random.between(3.8, 6),
    browTilt: random.between(-2.5, 2.5),
    browArch: random.between(1, 5),
    noseWidth: random.between(13.5, 20.5),
    noseLength,
    mouthWidth: random.between(22, 30),
    mouthHeight: noseLength + random.between(27, 34),
    upperLip: random.between(4, 8),
    lowerLip: random.between(6.5, 11),
    skin,
    lips: mix(skin, '#a8373f', isBroad ? random.between(0.35, 0.5) : random.between(0.5, 0.75)),
    eyes: random.pick(isFair ? EYES : ['#3a2214', '#2c1b14', '#4a2c18']),
    hair,
    brows: mix(hair, '#201512', age > 0.62 ? 0.2 : 0.35),
    hairStyle,
    beard: isBroad ? random.pick(BEARDS) : 'none',
    glasses: random.pick(GLASSES),
    age: Math.min(age, 0.9),
    freckles: isFair && random.between(0, 1) < 0.25 ? 1 : 0,
    lashes: isBroad ? 0.1 : random.between(0.3, 1),
    shoulders: isBroad ? random.between(1, 1.15) : random.between(0.87, 0.98),
    scarf: random.pick(SCARVES),
  };
}

function randomClothes(random: Random): Clothes {
  const style = random.pick(CLOTHES_STYLES);
  return { style, colour: random.pick(CLOTHES_COLOURS), second: style === 'blazer' ? '#f1eee7' : '#56606a' };
}
