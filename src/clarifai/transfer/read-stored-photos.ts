import { type Annotation, type Input, service } from '../../clarifai-protocol.js';
import { MAX_BATCH_PHOTOS } from '../photos/photo-batches.js';
import { repostsIn } from '../photos/repost-sources.js';
import type { Session } from '../session.js';
import { newestFirst, type PersonAnnotation, readAnnotation } from '../tags/annotations.js';
import { faceIdOf, facesAmong } from '../tags/detected-faces.js';
import { listAllOfPhotos } from '../tags/list-annotations.js';
import { textIn } from '../transport/metadata.js';
import { PAGE_SIZE } from '../transport/paging.js';
import type { StoredAnswer, StoredFace, StoredPhoto } from './stored-photo.js';

/** The photos that people answered something about, in the order of their first answers. */
export async function listAnsweredPhotos(session: Session): Promise<string[]> {
  const newest = await session.annotations.read();
  return [...new Set(newest.map(({ photoId }) => photoId).reverse())];
}

/** Every answer of one person, newest first, replaced ones included. @param by Slack user id. */
export async function listAnswersBy(
  session: Session,
  by: string,
): Promise<(StoredAnswer & { readonly photoId: string })[]> {
  const given = (await session.annotations.read()).filter((each) => each.by === by);
  return given.map((each) => ({ ...toAnswer(each, undefined), photoId: each.photoId }));
}

/**
 * Reads photos with their faces and answers. Photos that do not exist are left out.
 * @param options.embeddings also read the embeddings of the faces.
 * @param photoIds at most {@link MAX_BATCH_PHOTOS}.
 */
export async function readStoredPhotos(
  session: Session,
  photoIds: readonly string[],
  { embeddings = false }: { readonly embeddings?: boolean } = {},
): Promise<StoredPhoto[]> {
  if (photoIds.length > MAX_BATCH_PHOTOS) throw new RangeError(`At most ${MAX_BATCH_PHOTOS} photos at once`);
  const inputs = await listInputs(session, photoIds);
  const { versionIds } = await session.faceModel();
  const annotations = new Map<string, Annotation[]>(photoIds.map((photoId) => [photoId, []]));
  for (const each of await listAllOfPhotos(session, photoIds, { embeddings })) {
    annotations.get(each.getInputId())?.push(each);
  }
  return photoIds.flatMap((photoId) => {
    const input = inputs.get(photoId);
    return input === undefined ? [] : [toStoredPhoto(input, annotations.get(photoId) ?? [], versionIds)];
  });
}

async function listInputs(session: Session, photoIds: readonly string[]): Promise<ReadonlyMap<string, Input>> {
  if (photoIds.length === 0) return new Map();
  const request = new service.ListInputsRequest()
    .setIdsList([...photoIds])
    .setPage(1)
    .setPerPage(PAGE_SIZE);
  const inputs = (await session.call('listInputs', request)).getInputsList();
  return new Map(inputs.map((input) => [input.getId(), input]));
}

function toStoredPhoto(input: Input, annotations: readonly Annotation[], versionIds: ReadonlySet<string>): StoredPhoto {
  const all = annotations.flatMap(readAnnotation);
  const faces = facesAmong(
    all.filter((each) => each.kind === 'detection'),
    versionIds,
  );
  const embeddings = embeddingsIn(annotations);
  const byPeople = all
    .filter((each) => each.kind !== 'detection')
    // An answer whose face is gone keeps the id and box that it was given for.
    .map((each) => ({ ...each, faceId: faceIdOf(each, faces) ?? each.faceId }))
    .sort(newestFirst);
  const metadata = input.getData()?.getMetadata();
  return {
    id: input.getId(),
    source: {
      teamId: textIn(metadata, 'team_id'),
      channelId: textIn(metadata, 'channel_id'),
      messageTs: textIn(metadata, 'message_ts'),
    },
    alsoIn: repostsIn(metadata),
    pictureUrl: pictureUrlOf(input),
    embedVersionId: faces[0]?.embedVersionId ?? '',
    faces: faces.map(({ embedVersionId: _, ...face }): StoredFace => {
      const embedding = embeddings.get(face.id);
      return { ...face, ...(embedding === undefined ? {} : { embedding }) };
    }),
    answers: inForce(byPeople).map((each) => toAnswer(each, faces.find(({ id }) => id === each.faceId)?.box)),
  };
}

/** Clarifai's own copy in its original size, or else the address that the photo was added with. */
function pictureUrlOf(input: Input): string | undefined {
  const image = input.getData()?.getImage();
  const hosted = image?.getHosted();
  if (hosted !== undefined && hosted.getPrefix() !== '') {
    return `${hosted.getPrefix()}/orig/${hosted.getSuffix()}`;
  }
  return image?.getUrl() || undefined;
}

function embeddingsIn(annotations: readonly Annotation[]): ReadonlyMap<string, readonly number[]> {
  const embeddings = new Map<string, readonly number[]>();
  for (const region of annotations.flatMap((each) => each.getData()?.getRegionsList() ?? [])) {
    const vector = region.getData()?.getEmbeddingsList()[0]?.getVectorList() ?? [];
    if (vector.length > 0) embeddings.set(region.getId(), vector);
  }
  return embeddings;
}

/** The newest answer of each kind about a face: one tag, one flag, one rejection of each person; and one collage flag of the photo. */
function inForce(newest: readonly PersonAnnotation[]): PersonAnnotation[] {
  const byKey = new Map<string, PersonAnnotation>();
  for (const each of newest) {
    const key = keyOf(each);
    if (!byKey.has(key)) byKey.set(key, each);
  }
  return [...byKey.values()];
}

function keyOf(each: PersonAnnotation): string {
  if (each.kind === 'collage') return each.kind;
  return each.kind === 'rejection' ? `${each.kind} ${each.faceId} ${each.person.id}` : `${each.kind} ${each.faceId}`;
}

function toAnswer(each: PersonAnnotation, faceBox: StoredAnswer['box']): StoredAnswer {
  const { faceId, by, at } = each;
  const about = { faceId, box: faceBox ?? each.box, by, at };
  switch (each.kind) {
    case 'collage':
      return { kind: each.kind, ...about };
    case 'flag':
      return { kind: each.kind, flag: each.flag, ...about };
    default:
      return { kind: each.kind, personId: each.person.id, ...about };
  }
}
