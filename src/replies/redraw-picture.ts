import { isClarifaiError } from '../clarifai/transport/errors.js';
import type { Deps } from '../deps.js';
import { fileIdOfPhoto } from '../faces/ids.js';
import { fetchPicture } from './fetch-picture.js';
import { uploadNumberedPicture } from './upload-picture.js';

/**
 * Draws the numbered picture of a photo as it is known now, and uploads it.
 * @param fileId the Slack file it was posted as, where that is not the one it was kept from.
 * @returns its Slack file; undefined when the photo is not kept any more, or the picture could not be uploaded.
 * @throws NotAPhotoError when the photo is no longer in Slack.
 */
export async function redrawPicture(
  deps: Pick<Deps, 'recognizer' | 'photos' | 'slack' | 'log' | 'signal' | 'sleep' | 'onStep'>,
  photoId: string,
  fileId = fileIdOfPhoto(photoId),
): Promise<string | undefined> {
  if (fileId === undefined) return undefined;
  try {
    const photo = await deps.recognizer.photos.read(photoId);
    const picture = await fetchPicture(deps, { id: fileId });
    return await uploadNumberedPicture(deps, photo, picture.jpeg);
  } catch (error) {
    if (isClarifaiError(error, 'not_found')) return undefined;
    throw error;
  }
}
