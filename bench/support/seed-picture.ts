import { createHash } from 'node:crypto';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { preparePicture } from '../../src/photos/prepare-picture.js';
import { cast, drawPortrait, renderJpeg } from '../../test/support/cast/index.js';

/** A picture and its SHA-256 as the bot sends it. */
export interface SeedPicture {
  readonly file: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly hash: string;
}

/** Draws a portrait and writes it to `seed.jpg` in the folder. */
export async function drawSeedPicture(folder: string): Promise<SeedPicture> {
  const [member] = cast;
  if (member === undefined) throw new Error('the cast is empty');
  const bytes = await renderJpeg(drawPortrait(member, { pose: { turn: 0, nod: 0, tilt: 0 } }));
  const file = join(folder, 'seed.jpg');
  await writeFile(file, bytes);
  const { jpeg, width, height } = await preparePicture(bytes);
  const hash = createHash('sha256').update(jpeg).digest('hex');
  return { file, bytes: (await stat(file)).size, width, height, hash };
}
