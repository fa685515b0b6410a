import type { Background } from './backgrounds/index.js';
import { randomPose } from './portrait.js';
import { createRandom, type Random } from './random.js';
import { type Drawing, drawScene, type Light, type Placed } from './scene.js';
import type { CastMember, Clothes, Expression, Pose } from './traits.js';

/** How one person looks in one picture. The picture's seed chooses what is missing. */
interface GroupLook {
  readonly pose?: Pose;
  readonly expression?: Expression;
  readonly clothes?: Clothes;
}

export interface GroupOptions {
  readonly background?: Background;
  readonly light?: Light;
  readonly lightFrom?: -1 | 1;
  /** Pixels. Default 1600 × 1067. */
  readonly width?: number;
  readonly height?: number;
  /** Default 1. */
  readonly seed?: number;
  /** How close the camera is to a group of up to five; 1 (the default) shows everyone's shoulders. */
  readonly closeness?: number;
  /** By member id. */
  readonly looks?: Readonly<Record<string, GroupLook>>;
}

/** A group of up to this many stands in one staggered row. A larger one stands in several rows. */
const MOST_TOGETHER = 5;
const MOST_IN_A_ROW = 8;

/**
 * A group photo of 1 to 29 people in which no face is hidden. They stand from left to right in the given order; if there are
 * several rows, the back row comes first.
 */
export function drawGroup(members: readonly CastMember[], options: GroupOptions = {}): Drawing {
  const { width = 1600, height = 1067, seed = 1, background = 'office', light = 'day', lightFrom = -1 } = options;
  const { closeness = 1 } = options;
  const random = createRandom(seed);
  const look = (member: CastMember, inward: number) => chooseLook(random, member, inward, options.looks?.[member.id]);
  const people =
    members.length <= MOST_TOGETHER
      ? placeTogether(members, { width, height, closeness }, random, look)
      : placeInRows(members, width, height, random, look);
  return drawScene({ width, height, background, light, lightFrom, people, seed });
}

type Look = Placed['look'];

/** People in a group lean and look a little towards its middle. `inward` is 1 at the left end and −1 at the right. */
function chooseLook(random: Random, member: CastMember, inward: number, given: GroupLook = {}): Look {
  const turn = inward * 0.5 + random.between(-0.35, 0.35);
  return {
    pose: randomPose(turn, random.between(-0.8, 0.8), inward * 0.35 + random.between(-0.55, 0.55)),
    expression: random.pick<Expression>(['smile', 'laugh', 'smile', 'laugh', 'calm']),
    clothes: random.pick(member.wardrobe),
    ...given,
  };
}

/** One row in which every other person stands a step back, so that shoulders overlap and faces do not. Lengths are in head units. */
function placeTogether(
  members: readonly CastMember[],
  { width, height, closeness }: { readonly width: number; readonly height: number; readonly closeness: number },
  random: Random,
  look: (member: CastMember, inward: number) => Look,
): Placed[] {
  const apart = members.length <= 2 ? 256 : 230;
  const scale = closeness * Math.min(width / ((members.length - 1) * apart + 470), height / 690);
  const middle = (members.length - 1) / 2;
  const placed = members.map((member, index): Placed => {
    const isBehind = index % 2 === (members.length % 2 === 1 ? 1 : 0);
    const size = isBehind ? 0.95 : 1.04;
    return {
      member,
      look: look(member, middle === 0 ? 0 : 1 - index / middle),
      x: width / 2 + (index - middle) * apart * scale + random.between(-8, 8) * scale,
      y: height * 0.46 + (isBehind ? -50 : 34) * scale + random.between(-16, 16) * scale,
      scale: scale * size,
    };
  });
  return placed.sort((a, b) => a.scale - b.scale);
}

/** Several rows, each looking over the heads of the one in front. Lengths are in head units. */
function placeInRows(
  members: readonly CastMember[],
  width: number,
  height: number,
  random: Random,
  look: (member: CastMember, inward: number) => Look,
): Placed[] {
  const apart = 290;
  const rowHeight = 285;
  const rows = splitIntoRows(members);
  // People in a short row are drawn no larger: at this size the face engine finds all of them.
  const longest = MOST_IN_A_ROW;
  const scale = Math.min(width / ((longest + 0.5) * apart + 110), height / ((rows.length - 1) * rowHeight + 500));
  return rows.flatMap((row, rowIndex) => {
    const y = height - (320 + (rows.length - 1 - rowIndex) * rowHeight) * scale;
    const middle = (row.length - 1) / 2;
    // Each row stands in the gaps of the one in front.
    const shift = rowIndex % 2 === 1 ? 0.25 : -0.25;
    return row.map((member, index) => ({
      member,
      look: look(member, middle === 0 ? 0 : 1 - index / middle),
      x: width / 2 + (index - middle + shift) * apart * scale + random.between(-10, 10) * scale,
      y: y + random.between(-14, 14) * scale,
      scale,
    }));
  });
}

function splitIntoRows(members: readonly CastMember[]): CastMember[][] {
  const rowCount = Math.max(2, Math.ceil(members.length / MOST_IN_A_ROW));
  const rows: CastMember[][] = [];
  let taken = 0;
  for (let row = 0; row < rowCount; row += 1) {
    const count = Math.ceil((members.length - taken) / (rowCount - row));
    rows.push(members.slice(taken, taken + count));
    taken += count;
  }
  return rows;
}
