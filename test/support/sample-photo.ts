import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawnSamples } from './cast/index.js';

/** The sample photo with this file name, and who is in it from left to right; undefined is a stranger. */
export async function samplePhoto(
  fileName: string,
): Promise<{ bytes: Uint8Array; people: readonly (string | undefined)[] }> {
  const drawn = drawnSamples().find((one) => one.fileName === fileName);
  if (drawn === undefined) throw new Error(`no sample photo ${fileName}`);
  return { bytes: await readFile(join('assets', 'samples', fileName)), people: drawn.people };
}
