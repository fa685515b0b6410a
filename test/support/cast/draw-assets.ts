/**
 * Draws the pictures in `assets/` again: `npm run draw:assets`. With the version of sharp in package-lock.json on the same
 * platform, the files come out byte for byte as they are committed. Also stores which drawing each picture was made from.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type AssetHashes, drawnAssets, hashesOf } from './drawn-assets.js';

const hashes: Record<string, AssetHashes> = {};
for (const { path, drawing, render } of drawnAssets()) {
  const file = join('assets', path);
  const picture = await render();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, picture);
  hashes[path] = hashesOf(drawing(), picture);
  console.log(file);
}
await writeFile('test/fixtures/drawn-assets.json', `${JSON.stringify(hashes, null, 2)}\n`);
