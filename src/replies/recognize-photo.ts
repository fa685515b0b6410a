import type { Deps } from '../deps.js';
import { photoIdOfFile } from '../faces/ids.js';
import { timed } from '../step-times.js';
import type { CandidateCache } from './candidate-cache.js';
import type { IngestedPhoto } from './ingest-photos.js';
import type { ReplyPhoto } from './load-photo.js';
import { uploadNumberedPicture } from './numbered-picture.js';

/**
 * Finds the faces and names of a photo, and makes its numbered picture.
 * @param onWarmingUp is called when the recogniser has to be waited for, which can take minutes.
 * @returns undefined when there is no face on the photo.
 * @throws ClarifaiError
 */
export async function recognizePhoto(
  deps: Pick<Deps, 'recognizer' | 'slack' | 'photos' | 'log'> & { readonly candidateCache: CandidateCache },
  { photoId, fileId, picture }: IngestedPhoto,
  onWarmingUp: () => void,
): Promise<ReplyPhoto | undefined> {
  const photo = await timed('read', () => deps.recognizer.photos.read(photoId));
  if (photo.faces.length === 0) return undefined;
  const [candidates, pictureFileId] = await Promise.all([
    deps.candidateCache.find(photo, picture.jpeg, onWarmingUp),
    uploadNumberedPicture(deps, photo, picture.jpeg),
  ]);
  return {
    photoId,
    ...(photoId === photoIdOfFile(fileId) ? {} : { postedFileId: fileId }),
    ...(pictureFileId === undefined ? {} : { pictureFileId }),
    known: { photo, candidates },
  };
}
