import { isClarifaiError } from '../clarifai/transport/errors.js';
import type { Deps } from '../deps.js';
import type { Photo } from '../faces/model.js';
import type { CandidateCache } from './candidate-cache.js';
import type { SeenPhoto } from './render-reply.js';

/** A photo as the recogniser holds it now, and whom it takes the faces for; undefined when it is not kept any more. */
export async function seePhoto(
  deps: Pick<Deps, 'recognizer'> & { readonly candidateCache: CandidateCache },
  photoId: string,
): Promise<SeenPhoto | undefined> {
  const photo = await readIfThere(deps, photoId);
  return photo && { photo, candidates: await deps.candidateCache.recall(photo) };
}

/** A photo as the recogniser holds it now; undefined when somebody removed it. */
export async function readIfThere(
  { recognizer }: Pick<Deps, 'recognizer'>,
  photoId: string,
): Promise<Photo | undefined> {
  try {
    return await recognizer.photos.read(photoId);
  } catch (error) {
    if (isClarifaiError(error, 'not_found')) return undefined;
    throw error;
  }
}
