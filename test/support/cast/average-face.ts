import type { CastMember, Clothes, Traits } from './traits.js';

const AVERAGE: Traits = {
  faceWidth: 1,
  faceHeight: 1,
  jaw: 0.4,
  chin: 0.5,
  eyeGap: 31.5,
  eyeHeight: 0,
  eyeWidth: 16.5,
  eyeOpen: 8.6,
  eyeTilt: 1.2,
  browHeight: 21,
  browThickness: 6,
  browTilt: 1.5,
  browArch: 3,
  noseWidth: 16.5,
  noseLength: 46,
  mouthWidth: 26,
  mouthHeight: 76,
  upperLip: 6,
  lowerLip: 8.5,
  skin: '#dda37f',
  lips: '#b9615a',
  eyes: '#5b3a22',
  hair: '#3a2418',
  brows: '#35221a',
  hairStyle: 'side-part',
  beard: 'none',
  glasses: 'none',
  age: 0.15,
  freckles: 0,
  lashes: 0.3,
  shoulders: 1,
  scarf: '#2f7f83',
};

/** A member of the cast, described by how their face differs from an average one. */
export function person(
  id: string,
  name: string,
  traits: Partial<Traits>,
  wardrobe: readonly [Clothes, ...Clothes[]],
): CastMember {
  return { id, name, traits: { ...AVERAGE, ...traits }, wardrobe };
}
