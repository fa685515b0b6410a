import { type Annotation, service } from '../../clarifai-protocol.js';
import type { Session } from '../session.js';
import { everyItem, PAGE_SIZE } from '../transport/paging.js';
import { newestFirst, type PersonAnnotation, readAnnotation } from './annotations.js';
import { type DetectedFace, faceIdOf, facesAmong } from './detected-faces.js';

/** The annotations of one photo. */
export interface PhotoAnnotations {
  readonly faces: readonly DetectedFace[];
  /** People's annotations of these faces, newest first, replaced tags included. */
  readonly byPeople: readonly PersonAnnotation[];
  /** Detections of these faces by any model. */
  readonly detections: readonly { readonly annotationId: string; readonly faceId: string }[];
}

export function listAllOfPhoto(session: Session, photoId: string): Promise<Annotation[]> {
  return listAllOfPhotos(session, [photoId]);
}

/** @param options.embeddings ask for the embeddings of the regions as well. */
export async function listAllOfPhotos(
  session: Session,
  photoIds: readonly string[],
  { embeddings = false }: { readonly embeddings?: boolean } = {},
): Promise<Annotation[]> {
  // Without ids, everything would be listed.
  if (photoIds.length === 0) return [];
  // Without this flag, only people's annotations are listed.
  const request = new service.ListAnnotationsRequest()
    .setInputIdsList([...photoIds])
    .setListAllAnnotations(true)
    .setReturnModelOutput(embeddings);
  const annotations: Annotation[] = [];
  for await (const annotation of list(session, request)) annotations.push(annotation);
  return annotations;
}

/**
 * People's annotations, newest first, replaced tags included. Annotations by models are not requested: for 100,000 photos, that
 * leaves about a hundred pages.
 * @param photoId default: all photos.
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

/** One page of people's annotations of all photos, oldest first. */
export async function listPageByPeople(
  call: Session['call'],
  page: number,
  perPage: number,
): Promise<readonly Annotation[]> {
  const request = new service.ListAnnotationsRequest().setPage(page).setPerPage(perPage);
  return (await call('listAnnotations', request)).getAnnotationsList();
}

export async function readPhotoAnnotations(session: Session, photoId: string): Promise<PhotoAnnotations> {
  return await matchToFaces(session, await listAllOfPhoto(session, photoId));
}

/** @param annotations all annotations of one photo. */
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
