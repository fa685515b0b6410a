/**
 * Draws the pictures in `assets/` again: `npm run draw:assets`. With the version of sharp in package-lock.json on the same
 * platform, the files come out byte for byte as they are committed.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { drawnAssets } from './drawn-assets.js';

for (const { path, draw } of drawnAssets()) {
  const file = join('assets', path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await draw());
  console.log(file);
}
