import { type Annotation, service } from '../../clarifai-protocol.js';
import type { Session } from '../session.js';
import { everyItem, PAGE_SIZE } from '../transport/paging.js';
import { newestFirst, type PersonAnnotation, readAnnotation } from './annotations.js';
import { type DetectedFace, faceIdOf, facesAmong } from './detected-faces.js';

/** Everything annotated on one photo. */
export interface PhotoAnnotations {
  readonly faces: readonly DetectedFace[];
  /** By people, about these faces, newest first; replaced tags included. */
  readonly byPeople: readonly PersonAnnotation[];
  /** By models, about these faces, whichever model it was: all that is stored of how they were found. */
  readonly detections: readonly { readonly annotationId: string; readonly faceId: string }[];
}

/** Every annotation of a photo, by models and by people. */
export async function listAllOfPhoto(session: Session, photoId: string): Promise<Annotation[]> {
  // Without this flag only people's annotations are listed, and no face is ever found.
  const request = new service.ListAnnotationsRequest().setInputIdsList([photoId]).setListAllAnnotations(true);
  const annotations: Annotation[] = [];
  for await (const annotation of list(session, request)) annotations.push(annotation);
  return annotations;
}

/**
 * Annotations by people, newest first, replaced tags included. Those by models are not asked for, so an application of
 * 100 000 photos is some hundred pages.
 * @param photoId of the only photo that matters; without it, of all photos.
 */
export async function listByPeople(session: Session, photoId?: string): Promise<PersonAnnotation[]> {
  const request = new service.ListAnnotationsRequest();
  if (photoId !== undefined) request.setInputIdsList([photoId]);
  const byPeople: PersonAnnotation[] = [];
  for await (const annotation of list(session, request)) {
    byPeople.push(...readAnnotation(annotation).filter((each) => each.kind !== 'detection'));
  }
  return byPeople.sort(newestFirst);
}

export async function readPhotoAnnotations(session: Session, photoId: string): Promise<PhotoAnnotations> {
  return await matchToFaces(session, await listAllOfPhoto(session, photoId));
}

/** @param annotations everything on one photo. */
export async function matchToFaces(session: Session, annotations: readonly Annotation[]): Promise<PhotoAnnotations> {
  const { versionIds } = await session.faceModel();
  const all = annotations.flatMap(readAnnotation);
  const detections = all.filter((each) => each.kind === 'detection');
  const faces = facesAmong(detections, versionIds);
  const onFaces = <T extends (typeof all)[number]>(some: readonly T[]) =>
    some.flatMap((each) => {
      const faceId = faceIdOf(each, faces);
      return faceId === undefined ? [] : [{ ...each, faceId }];
    });
  const byPeople = all.filter((each) => each.kind !== 'detection');
  return { faces, byPeople: onFaces(byPeople).sort(newestFirst), detections: onFaces(detections) };
}

type ListRequest = InstanceType<typeof service.ListAnnotationsRequest>;

function list(session: Session, request: ListRequest): AsyncGenerator<Annotation> {
  return everyItem(async (page) => {
    const ofPage = request.clone().setPage(page).setPerPage(PAGE_SIZE);
    return (await session.call('listAnnotations', ofPage)).getAnnotationsList();
  });
}
