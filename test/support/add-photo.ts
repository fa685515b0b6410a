import type { NewPhoto, Recognizer } from '../../src/clarifai/recognizer.js';

/** Adds one photo; rejects when that fails, as a test of something else wants it. */
export async function addPhoto(recognizer: Recognizer, photo: NewPhoto): Promise<'added' | 'already there'> {
  const [kept] = await recognizer.photos.add([photo]);
  if (kept === undefined) throw new Error('The recogniser says nothing about the photo');
  if (kept.kind === 'failed') throw kept.error;
  return kept.kind;
}
