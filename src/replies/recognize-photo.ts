import { type Deps, timed } from '../deps.js';
import type { CandidateCache } from './candidate-cache.js';
import type { Claim } from './elect-answerer.js';
import type { PostedPhoto } from './ingest-photos.js';
import type { SeenPhoto } from './render-reply.js';
import { uploadNumberedPicture } from './upload-picture.js';

type LookDeps = Pick<Deps, 'recognizer' | 'slack' | 'photos' | 'log' | 'signal' | 'onStep'> & {
  readonly candidateCache: CandidateCache;
};

/** A photo with at least one face, ready to be answered. */
export interface FoundFaces extends SeenPhoto {
  /** The Slack file that was posted. */
  readonly fileId: string;
  /** The picture with numbered boxes in Slack; undefined when it could not be uploaded. */
  readonly pictureFileId: string | undefined;
}

export interface Look {
  readonly claim: Claim;
  /** Undefined when there is no face on the photo. */
  readonly found: FoundFaces | undefined;
}

/**
 * From a photo that is kept to faces, names and the numbered picture.
 * @param onWarmingUp is called when the recogniser has to be waited for, which can take minutes.
 * @throws ClarifaiError
 */
export async function lookAtPhoto(
  deps: LookDeps,
  { photoId, fileId, picture, claim }: PostedPhoto,
  onWarmingUp: () => void,
): Promise<Look> {
  const { recognizer } = deps;
  const photo = await timed(deps, 'read', () => recognizer.photos.read(photoId));
  if (photo.faces.length === 0) return { claim, found: undefined };
  const [candidates, pictureFileId] = await Promise.all([
    deps.candidateCache.find(photo, picture.jpeg, onWarmingUp),
    uploadNumberedPicture(deps, photo, picture.jpeg),
  ]);
  return { claim, found: { photo, fileId, candidates, pictureFileId } };
}
