/** Which photos a made-up large workspace has, and who is on them. */

export interface LargeSize {
  readonly photos: number;
  readonly people: number;
  readonly channels: number;
  readonly members: number;
}

/** Only the first members are in channels and have written to Rollcall, so only they post; more would fill the database with nothing but memberships. */
export const ACTIVE_MEMBERS = 200;
/** Shares of photos with 0, 1, 2 … faces: many portraits, some groups. */
const FACES_PER_PHOTO = [0.05, 0.42, 0.21, 0.12, 0.07, 0.05, 0.03, 0.02, 0.02, 0.01];
/** The share of faces that people have tagged. */
const TAGGED = 0.35;
/** The share of the others that the model has named. */
const NAMED = 0.8;
/** The photos were posted within this time. */
export const SPAN_MS = 2 * 365 * 24 * 60 * 60_000;
/** The newest photo is this old, so that no start catches up with them. */
const NEWEST_MS = 6 * 60 * 60_000;

export interface SeedFace {
  readonly person: number;
  readonly isTagged: boolean;
  /** Whether the model names it, if no one has tagged it. */
  readonly isNamed: boolean;
}

export interface SeedPhoto {
  readonly fileId: string;
  readonly at: number;
  readonly channel: number;
  readonly poster: number;
  readonly faces: readonly SeedFace[];
}

/** @param now milliseconds since 1970. */
export function drawPhotos(size: LargeSize, random: () => number, now: number): SeedPhoto[] {
  const begin = now - NEWEST_MS - SPAN_MS;
  return Array.from({ length: size.photos }, (_, index) => {
    const count = pickCount(random());
    // Some people are on many photos, most on a few.
    const faces = Array.from({ length: count }, () => ({
      person: Math.floor(size.people * random() ** 1.7),
      isTagged: random() < TAGGED,
      isNamed: random() < NAMED,
    }));
    return {
      fileId: `F0SEED${String(index).padStart(6, '0')}`,
      at: begin + (SPAN_MS * (index + 1)) / size.photos,
      channel: Math.floor(size.channels * random() ** 2),
      poster: Math.floor(Math.min(size.members, ACTIVE_MEMBERS) * random()),
      faces,
    };
  });
}

function pickCount(share: number): number {
  let left = share;
  for (const [count, each] of FACES_PER_PHOTO.entries()) {
    left -= each;
    if (left < 0) return count;
  }
  return 1;
}
