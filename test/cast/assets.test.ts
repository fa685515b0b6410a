import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { INITIAL_MEMBERS } from '../../src/local-slack/members.js';
import { SAMPLE_PHOTOS } from '../../src/local-slack/sample-photos.js';
import { drawnAssets, hashesOf } from '../support/cast/drawn-assets.js';
import { cast, drawnSamples } from '../support/cast/index.js';

/** Mean difference per colour channel, of 255, below which two pictures look the same. */
const SAME_PICTURE = 0.5;

describe('the pictures in assets/', () => {
  it.each(drawnAssets())('$path was drawn by this program', async ({ path, drawing }) => {
    const hashes: unknown = JSON.parse(await readFile('test/fixtures/drawn-assets.json', 'utf8'));
    expect(hashes).toHaveProperty([path], hashesOf(drawing(), await readFile(join('assets', path))));
  });

  /*
   * Of these two alone, as it takes long. With the sharp of package-lock.json on the platform they were drawn on, the bytes are equal.
   * Another build of libvips or another processor may round a pixel or a JPEG coefficient differently, so there the decoded pixels are
   * compared.
   */
  it.each(['samples/new-colleague.jpg', 'portraits/amara-oyelaran.jpg'])(
    '%s is what npm run draw:assets draws',
    async (path) => {
      const committed = await readFile(join('assets', path));
      const drawn = Buffer.from(
        (await drawnAssets()
          .find((one) => one.path === path)
          ?.render()) ?? '',
      );
      const difference = committed.equals(drawn) ? 0 : await meanDifference(committed, drawn);
      expect(difference).toBeLessThan(SAME_PICTURE);
    },
  );

  it('are all drawn by it', async () => {
    const drawn = drawnAssets().map(({ path }) => path);
    const committed = ['samples', 'portraits'].map(async (folder) =>
      (await readdir(join('assets', folder))).map((file) => `${folder}/${file}`),
    );
    expect((await Promise.all(committed)).flat().sort()).toEqual([...drawn].sort());
  });
});

describe('the sample photos', () => {
  it('are offered by the page, each with a title of its own', () => {
    expect(SAMPLE_PHOTOS.map(({ fileName }) => fileName)).toEqual(drawnSamples().map(({ fileName }) => fileName));
    expect(new Set(SAMPLE_PHOTOS.map(({ title }) => title)).size).toBe(SAMPLE_PHOTOS.length);
    for (const { fileName } of SAMPLE_PHOTOS) expect(fileName).toMatch(/^[a-z-]+\.jpg$/);
  });

  it('show everyone often enough to name them on two and see them recognised on a third', () => {
    const shown = drawnSamples().flatMap(({ people }) => people);
    for (const { name } of cast) expect(shown.filter((person) => person === name).length).toBeGreaterThanOrEqual(3);
  });

  it('show a stranger', () => {
    expect(drawnSamples().flatMap(({ people }) => people)).toContain(undefined);
  });
});

it('the members of a new workspace are the cast, each with their portrait', () => {
  expect(INITIAL_MEMBERS.map(({ name, portrait }) => ({ name, portrait }))).toEqual(
    cast.map(({ id, name }) => ({ name, portrait: `${id}.jpg` })),
  );
});

async function meanDifference(one: Uint8Array, other: Uint8Array): Promise<number> {
  const [a, b] = await Promise.all([one, other].map((jpeg) => sharp(jpeg).raw().toBuffer()));
  if (a === undefined || b === undefined || a.length !== b.length) return Number.POSITIVE_INFINITY;
  return a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? 0)), 0) / a.length;
}
