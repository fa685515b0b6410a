import type { NewPhoto } from './new-photo.js';

/** Limits of one PostInputs (docs.clarifai.com, upload inputs). */
export const MAX_BATCH_PHOTOS = 128;
const MAX_BATCH_BYTES = 128_000_000;
/** For the id and metadata of a picture. */
const BYTES_BESIDE_PICTURE = 1_000;

/** Splits photos into batches for one call each, in order. A photo above the limit is a batch of its own. */
export function inBatches(photos: readonly NewPhoto[]): NewPhoto[][] {
  const batches: NewPhoto[][] = [];
  let bytes = 0;
  for (const photo of photos) {
    const size = photo.picture.length + BYTES_BESIDE_PICTURE;
    const last = batches.at(-1);
    if (last === undefined || last.length === MAX_BATCH_PHOTOS || bytes + size > MAX_BATCH_BYTES) {
      batches.push([photo]);
      bytes = size;
    } else {
      last.push(photo);
      bytes += size;
    }
  }
  return batches;
}
