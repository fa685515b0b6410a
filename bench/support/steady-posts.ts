import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { cast, drawPortrait, renderJpeg, strangers } from '../../test/support/cast/index.js';
import { createRandom } from '../../test/support/cast/random.js';
import type { Person } from '../../test/support/person.js';
import { completeUpload } from '../../test/support/upload-file.js';

/** Photos for a steady stream of posts, and posting them. */

/** In ms, for the first replies. */
const FIRST_REPLIES_MS = 30_000;
/** In ms. A reply that takes longer counts as missing. */
const REPLY_LIMIT_MS = 60_000;

/** Draws photos of one person each, and posts each once: one in which no face is found gets no reply, and is left out. */
export async function drawPhotos(seed: number, person: Person, channel: string): Promise<Uint8Array[]> {
  const drawn = await Promise.all(
    [...cast, ...strangers].map((member, index) =>
      renderJpeg(drawPortrait(member, { seed: seed + index, width: 900, height: 1100 })),
    ),
  );
  const unanswered = new Map<Uint8Array, Awaited<ReturnType<Person['postPhotos']>>>();
  for (const photo of drawn) unanswered.set(photo, await person.postPhotos(channel, [photo]));
  const until = performance.now() + FIRST_REPLIES_MS;
  while (unanswered.size > 0 && performance.now() < until) {
    await sleep(1_000);
    for (const [photo, post] of unanswered) if ((await person.repliesTo(post)).length > 0) unanswered.delete(photo);
  }
  return drawn.filter((photo) => !unanswered.has(photo));
}

/** Endless different photos, from a few drawn ones. */
export function createPhotos(drawn: readonly Uint8Array[], seed: number) {
  const random = createRandom(seed);
  let made = 0;
  return async () => {
    made += 1;
    const index = made % drawn.length;
    const [left, top] = [Math.floor(random.between(0, 60)), Math.floor(random.between(0, 60))];
    const jpeg = await sharp(drawn[index])
      .extract({ left, top, width: 840, height: 1040 })
      .modulate({ brightness: random.between(0.85, 1.15), saturation: random.between(0.8, 1.2) })
      .jpeg({ quality: 85 })
      .toBuffer();
    return { jpeg, drawn: index };
  };
}

/** Posts at the rate, and measures the time to each reply. */
export function createPoster(people: readonly Person[], channel: string, photo: ReturnType<typeof createPhotos>) {
  const waiting = new Map<string, { readonly postedAt: number; readonly photo: number }>();
  let posts = 0;
  let latencies: number[] = [];
  let missing = 0;
  return {
    waiting,
    async post(fileIds: string[]): Promise<void> {
      const person = people[posts % people.length];
      if (person === undefined) throw new Error('the workspace has no people');
      posts += 1;
      const { jpeg, drawn } = await photo();
      const fileId = await person.uploadPhoto(jpeg);
      fileIds.push(fileId);
      waiting.set(fileId, { postedAt: performance.now(), photo: drawn });
      await completeUpload(person.api, [fileId], channel);
    },
    answered(fileId: string): void {
      const posted = waiting.get(fileId);
      if (posted === undefined) return;
      waiting.delete(fileId);
      latencies.push(performance.now() - posted.postedAt);
    },
    dropLate(): void {
      for (const [fileId, { postedAt, photo }] of waiting) {
        if (performance.now() - postedAt < REPLY_LIMIT_MS) continue;
        waiting.delete(fileId);
        missing += 1;
        console.log(`no reply to ${fileId}, made of drawing ${photo}`);
      }
    },
    /** What happened since the last call. */
    take() {
      const taken = { posts, latencies, missing };
      posts = 0;
      latencies = [];
      return taken;
    },
  };
}
