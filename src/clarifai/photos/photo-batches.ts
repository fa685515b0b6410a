import type { NewPhoto } from './new-photo.js';

/** The most there can be in one PostInputs (docs.clarifai.com, upload inputs): pictures, and bytes of all of them. */
export const MAX_BATCH_PHOTOS = 128;
const MAX_BATCH_BYTES = 128_000_000;
/** For what goes along with a picture: its id and metadata. */
const BYTES_BESIDE_PICTURE = 1_000;

/** Cuts photos into batches that fit into one call each, in their order. One that is too large by itself goes alone. */
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
