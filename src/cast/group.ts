import type { Background } from './backgrounds.js';
import type { CastMember, Clothes, Expression, Pose } from './member.js';
import { randomPose } from './portrait.js';
import { createRandom } from './random.js';
import { drawScene, type Light, type Placed } from './scene.js';

export interface GroupOptions {
  readonly background?: Background;
  readonly light?: Light;
  readonly lightFrom?: -1 | 1;
  /** Pixels. Default 1600 × 1067. */
  readonly width?: number;
  readonly height?: number;
  /** Poses, expressions and what people wear. Default 1. */
  readonly seed?: number;
  /** By member id; what is not given is chosen by the seed. */
  readonly looks?: Readonly<
    Record<string, { readonly pose?: Pose; readonly expression?: Expression; readonly clothes?: Clothes }>
  >;
}

/** In units of the head: how far people in a row stand apart, and rows above each other. */
const APART = 300;
const ROW_HEIGHT = 262;
const MOST_IN_A_ROW = 8;

/**
 * A group photo of 1 to 29 people, as SVG: up to five in one staggered row, more of them in several rows. Everybody's face is
 * free. From left to right people come in the order given (in several rows: each row does).
 */
export function drawGroup(members: readonly CastMember[], options: GroupOptions = {}): string {
  const {
    width = 1600,
    height = 1067,
    seed = 1,
    background = 'office',
    light = 'day',
    lightFrom = -1,
    looks = {},
  } = options;
  const random = createRandom(seed);
  const rows = splitIntoRows(members);
  const longest = Math.max(...rows.map((row) => row.length));
  const inUnits = {
    width: (longest + (rows.length > 1 ? 0.5 : 0)) * APART + 150,
    height: (rows.length - 1) * ROW_HEIGHT + 520,
  };
  const scale = Math.min(width / inUnits.width, height / inUnits.height, height / 640);
  const people: Placed[] = [];
  rows.forEach((row, rowIndex) => {
    const fromFront = rows.length - 1 - rowIndex;
    const y = height - (340 + fromFront * ROW_HEIGHT) * scale;
    const shift = rows.length > 1 && rowIndex % 2 === 1 ? 0.5 : 0;
    const start = width / 2 - ((row.length - 1) / 2 + (rows.length > 1 ? 0.25 : 0) - shift) * APART * scale;
    const placed = row.map((member, index): Placed => {
      const given = looks[member.id] ?? {};
      const inward = row.length === 1 ? 0 : 1 - (2 * index) / (row.length - 1);
      const stagger = rows.length === 1 ? (index % 2 === 0 ? 26 : -34) : 0;
      const look = {
        pose: randomPose(
          inward * 0.45 + random.between(-0.4, 0.4),
          random.between(-0.8, 0.8),
          random.between(-0.8, 0.8),
        ),
        expression: random.pick<Expression>(['smile', 'smile', 'laugh', 'calm']),
        clothes: random.pick(member.wardrobe),
        ...given,
      };
      return {
        member,
        look,
        x: start + index * APART * scale + random.between(-14, 14) * scale,
        y: y + (stagger + random.between(-12, 12)) * scale,
        scale: scale * (1 + stagger / 700),
      };
    });
    // Within a row, whoever stands lower stands nearer.
    people.push(...placed.sort((a, b) => a.y - b.y));
  });
  return drawScene({ width, height, background, light, lightFrom, people, seed });
}

function splitIntoRows(members: readonly CastMember[]): CastMember[][] {
  const rowCount = members.length <= 5 ? 1 : Math.max(2, Math.ceil(members.length / MOST_IN_A_ROW));
  const rows: CastMember[][] = [];
  let taken = 0;
  for (let row = 0; row < rowCount; row += 1) {
    const count = Math.ceil((members.length - taken) / (rowCount - row));
    rows.push(members.slice(taken, taken + count));
    taken += count;
  }
  return rows;
}
