import type { Background } from './backgrounds/index.js';
import { createRandom } from './random.js';
import { type Drawing, drawScene, type Light } from './scene.js';
import type { CastMember, Clothes, Expression, Pose } from './traits.js';

export interface PortraitOptions {
  readonly pose?: Pose;
  readonly expression?: Expression;
  readonly light?: Light;
  readonly lightFrom?: -1 | 1;
  readonly background?: Background;
  readonly clothes?: Clothes;
  /** Pixels. Default 900 × 1100. */
  readonly width?: number;
  readonly height?: number;
  /** Chooses every option that is missing. Default 1. */
  readonly seed?: number;
}

/** A portrait of one person. */
export function drawPortrait(member: CastMember, options: PortraitOptions = {}): Drawing {
  const { width = 900, height = 1100, seed = 1 } = options;
  const random = createRandom(seed);
  const chosen = {
    pose: randomPose(random.between(-1, 1), random.between(-1, 1), random.between(-1, 1)),
    expression: random.pick<Expression>(['calm', 'smile', 'laugh', 'thoughtful']),
    light: random.pick<Light>(['day', 'warm', 'cool', 'evening']),
    lightFrom: random.pick<-1 | 1>([-1, 1]),
    background: random.pick<Background>(['park', 'office', 'cafe', 'street', 'beach', 'studio']),
    clothes: random.pick(member.wardrobe),
    ...options,
  };
  const { pose, expression, clothes, background, light, lightFrom } = chosen;
  const scale = Math.min(height / 780, width / 560);
  return drawScene({
    width,
    height,
    background,
    light,
    lightFrom,
    seed,
    people: [{ member, look: { pose, expression, clothes }, x: width / 2, y: height * 0.42, scale }],
  });
}

/** A natural pose of the head. Each argument is from −1 to 1. */
export function randomPose(turn: number, nod: number, tilt: number): Pose {
  return { turn: turn * 15, nod: nod * 4, tilt: tilt * 7 };
}
