import type { FaceRef, Person } from '../../faces/model.js';
import { waitUntilSearched } from '../photos/photos.js';
import type { Session } from '../session.js';
import { ClarifaiError } from '../transport/errors.js';
import type { PersonAnnotation } from './annotations.js';
import type { DetectedFace } from './detected-faces.js';
import { readPhotoAnnotations } from './list-annotations.js';

/** Returns a test for being that person, people merged into them included. */
export async function whoIs(session: Session, wanted: Person): Promise<(person: Person) => boolean> {
  const registry = await session.registry();
  const id = registry.resolve(wanted)?.id ?? wanted.id;
  return (person) => person.id === wanted.id || registry.resolve(person)?.id === id;
}

/**
 * Finds a face of a photo with people's annotations of it. Waits for a photo that is still being searched, because a tag without an
 * embedding teaches nothing.
 * @throws ClarifaiError of kind `not_found` if the photo has no such face.
 */
export async function findFace(
  session: Session,
  { photoId, faceId }: FaceRef,
): Promise<{ readonly face: DetectedFace; readonly annotations: readonly PersonAnnotation[] }> {
  const look = async () => {
    const { faces, byPeople } = await readPhotoAnnotations(session, photoId);
    const face = faces.find((each) => each.id === faceId);
    return face && { face, annotations: byPeople.filter((each) => each.faceId === faceId) };
  };
  const found = await look();
  if (found !== undefined) return found;
  await waitUntilSearched(session, photoId);
  const searched = await look();
  if (searched !== undefined) return searched;
  throw new ClarifaiError({
    kind: 'not_found',
    rpc: 'ListAnnotations',
    description: 'The photo has no such face',
    advice: 'I no longer have that face. Please post the photo again.',
  });
}
