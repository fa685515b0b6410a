import { isClarifaiError } from '../clarifai/transport/errors.js';
import type { Deps } from '../deps.js';
import type { Candidates, Photo } from '../faces/model.js';
import type { CandidateCache } from './candidate-cache.js';
import type { StoredReplyPhoto } from './reply-state.js';

/** A photo of a reply: what the message stores about it, and what is known about it now. */
export interface ReplyPhoto extends StoredReplyPhoto {
  /** Undefined when the photo is no longer stored. */
  readonly known: KnownPhoto | undefined;
}

/** A photo as the recogniser holds it, and who its faces could be. */
interface KnownPhoto {
  readonly photo: Photo;
  readonly candidates: Candidates;
}

/** Looks up what is known now about the photos of a reply. */
export function loadPhotos(
  deps: Pick<Deps, 'recognizer'> & { readonly candidateCache: CandidateCache },
  photos: readonly StoredReplyPhoto[],
): Promise<ReplyPhoto[]> {
  return Promise.all(
    photos.map(async (stored) => {
      const photo = await findPhoto(deps, stored.photoId);
      const known = photo && { photo, candidates: await deps.candidateCache.recall(photo) };
      return { ...stored, known };
    }),
  );
}

/** A photo as the recogniser holds it now; undefined when it is no longer stored. */
export async function findPhoto({ recognizer }: Pick<Deps, 'recognizer'>, photoId: string): Promise<Photo | undefined> {
  try {
    return await recognizer.photos.read(photoId);
  } catch (error) {
    if (isClarifaiError(error, 'not_found')) return undefined;
    throw error;
  }
}
