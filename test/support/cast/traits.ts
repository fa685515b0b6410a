import type { Colour } from './colours.js';

export type HairStyle =
  | 'afro'
  | 'bald'
  | 'bangs'
  | 'bob'
  | 'bun'
  | 'cropped'
  | 'curls'
  | 'headscarf'
  | 'long'
  | 'quiff'
  | 'receding'
  | 'side-part';
export type BeardStyle = 'none' | 'stubble' | 'short' | 'full' | 'moustache';
export type GlassesStyle = 'none' | 'round' | 'square' | 'sunglasses';
export type ClothesStyle = 'crew-neck' | 'shirt' | 'blazer' | 'turtleneck' | 'hoodie' | 'v-neck';

/**
 * What a person looks like. Lengths are in head units: the eyes are at height 0, the chin is at about 120, and an average face is
 * 150 wide. The face engine tells people apart by these numbers.
 */
export interface Traits {
  /** 1 is average. */
  readonly faceWidth: number;
  /** 1 is average. */
  readonly faceHeight: number;
  /** 0 is narrow, 1 is square. */
  readonly jaw: number;
  /** 0 is pointed, 1 is broad. */
  readonly chin: number;
  /** From the middle of the face to each eye, about 27–36. */
  readonly eyeGap: number;
  readonly eyeHeight: number;
  /** Half the width of an eye, about 13–20. */
  readonly eyeWidth: number;
  /** How far the eyes are open, about 6–11. */
  readonly eyeOpen: number;
  /** How much higher an eye's outer corner is than its inner one, about −3 to 5. */
  readonly eyeTilt: number;
  /** Distance of the brows from the eyes, about 16–28. */
  readonly browHeight: number;
  readonly browThickness: number;
  /** How much lower a brow's inner end is than its outer one, about −4 to 7. */
  readonly browTilt: number;
  readonly browArch: number;
  /** Half the width of the nose, about 12–23. */
  readonly noseWidth: number;
  /** From the eyes to the tip, about 38–58. */
  readonly noseLength: number;
  /** Half the width of the mouth at rest, about 20–34. */
  readonly mouthWidth: number;
  /** From the eyes to the mouth, about 68–88. */
  readonly mouthHeight: number;
  readonly upperLip: number;
  readonly lowerLip: number;
  readonly skin: Colour;
  readonly lips: Colour;
  readonly eyes: Colour;
  readonly hair: Colour;
  readonly brows: Colour;
  readonly hairStyle: HairStyle;
  readonly beard: BeardStyle;
  readonly glasses: GlassesStyle;
  /** 0 is young, 1 is old. */
  readonly age: number;
  /** 0 is none. */
  readonly freckles: number;
  /** 0 is none, 1 is strong. */
  readonly lashes: number;
  /** 1 is average. */
  readonly shoulders: number;
  /** The colour of a mask over nose and mouth; left out for someone who wears none. */
  readonly mask?: Colour;
  /** The colour of the headscarf, for someone who wears one. */
  readonly scarf: Colour;
}

/** A person who can be drawn. */
export interface CastMember {
  /** Made of `a-z`, `0-9` and `-`. */
  readonly id: string;
  readonly name: string;
  readonly traits: Traits;
  /** The clothes they wear in photos. */
  readonly wardrobe: readonly [Clothes, ...Clothes[]];
}

export type Expression = 'calm' | 'smile' | 'laugh' | 'thoughtful' | 'surprised';

/** How the head is held, in degrees. Positive is to the right of the picture, or down. */
export interface Pose {
  readonly turn: number;
  readonly nod: number;
  readonly tilt: number;
}

export interface Clothes {
  readonly style: ClothesStyle;
  readonly colour: Colour;
  /** The colour of the shirt under a blazer or of a hood's lining. */
  readonly second: Colour;
}
