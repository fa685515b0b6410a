import { service } from '../../clarifai-protocol.js';
import type { Session } from '../session.js';
import { isClarifaiError } from '../transport/errors.js';
import { poll } from '../transport/waiting.js';
import type { PersonAnnotation } from './annotations.js';
import { readPhotoAnnotations } from './list-annotations.js';

/** Deletes annotations of a photo by people until none is listed any more. */
export async function deleteUntilGone(
  session: Session,
  photoId: string,
  isMeant: (annotation: PersonAnnotation) => boolean,
): Promise<void> {
  const waiting = { rpc: 'DeleteAnnotations', for: 'annotations to be gone' };
  await poll(session.clock, session.polling.tag, waiting, async () => {
    const meant = (await readPhotoAnnotations(session, photoId)).byPeople.filter(isMeant);
    if (meant.length === 0) return true;
    await deleteAnnotations(session, photoId, meant);
    return undefined;
  });
}

/** Someone else may have deleted one of them a moment ago, and Clarifai may then refuse them all: then one by one. */
export async function deleteAnnotations(
  session: Session,
  photoId: string,
  annotations: readonly Pick<PersonAnnotation, 'annotationId'>[],
): Promise<void> {
  if (annotations.length === 0) return;
  // The two lists are read in pairs; the photo's id alone would delete everything on it.
  const request = new service.DeleteAnnotationsRequest()
    .setIdsList(annotations.map(({ annotationId }) => annotationId))
    .setInputIdsList(annotations.map(() => photoId));
  try {
    await session.call('deleteAnnotations', request);
  } catch (error) {
    if (!isClarifaiError(error, 'not_found')) throw error;
    if (annotations.length === 1) return;
    for (const annotation of annotations) await deleteAnnotations(session, photoId, [annotation]);
  }
}
