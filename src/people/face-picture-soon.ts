import type { FacePictures } from '../replies/face-pictures.js';
import { within } from '../slack/timeout.js';

/** A trigger is good for 3 s: a modal opens without a picture that takes longer than this. */
const PATIENCE_MS = 1200;

/** The Slack file of a face for a modal; undefined when the photo or the face is gone, or it takes too long to make one. */
export async function facePictureSoon(
  facePictures: Pick<FacePictures, 'find' | 'make'>,
  { photoId, faceId }: { readonly photoId: string; readonly faceId: string },
): Promise<string | undefined> {
  return facePictures.find(photoId, faceId) ?? (await within(PATIENCE_MS, facePictures.make(photoId, faceId)));
}
