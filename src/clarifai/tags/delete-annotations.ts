import { service } from '../../clarifai-protocol.js';
import type { Session } from '../session.js';
import { isClarifaiError } from '../transport/errors.js';
import { poll } from '../transport/waiting.js';
import type { PersonAnnotation } from './annotations.js';
import { readPhotoAnnotations } from './list-annotations.js';

/** Deletes people's annotations of a photo until none of them is listed. */
export async function deleteUntilGone(
  session: Session,
  photoId: string,
  isMeant: (annotation: PersonAnnotation) => boolean,
): Promise<void> {
  const waiting = { rpc: 'DeleteAnnotations', for: 'annotations to be deleted' };
  await poll(session.clock, session.polling.tag, waiting, async () => {
    const meant = (await readPhotoAnnotations(session, photoId)).byPeople.filter(isMeant);
    if (meant.length === 0) return true;
    await deleteAnnotations(session, photoId, meant);
    return undefined;
  });
}

/** If one of them was already deleted, Clarifai may refuse the whole call; then they are deleted one by one. */
export async function deleteAnnotations(
  session: Session,
  photoId: string,
  annotations: readonly Pick<PersonAnnotation, 'annotationId'>[],
): Promise<void> {
  if (annotations.length === 0) return;
  // The two lists are read in pairs. With the photo's id alone, all its annotations would be deleted.
  const request = new service.DeleteAnnotationsRequest()
    .setIdsList(annotations.map(({ annotationId }) => annotationId))
    .setInputIdsList(annotations.map(() => photoId));
  try {
    await session.call('deleteAnnotations', request);
  } catch (error) {
    if (!isClarifaiError(error, 'not_found')) throw error;
    if (annotations.length > 1) {
      for (const annotation of annotations) await deleteAnnotations(session, photoId, [annotation]);
      return;
    }
  }
  session.annotations.dropAnnotations(annotations.map(({ annotationId }) => ({ photoId, annotationId })));
}
