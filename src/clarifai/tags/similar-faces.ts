import { resources, service } from '../../clarifai-protocol.js';
import type { Session } from '../session.js';
import { storedFaceId } from './annotations.js';

/** A tagged face that resembles another. */
export interface SimilarFace {
  readonly photoId: string;
  readonly faceId: string;
  /** 0–1, for ordering only: not a probability, and not comparable between engines. */
  readonly similarity: number;
}

/** More than are shown, because callers drop some. */
const MAX_HITS = 50;

/**
 * Finds the tagged faces of a person, and of people merged into them, that are most similar to a given face. The query refers to
 * the face by photo and region, so no picture is sent.
 */
export async function findSimilarFaces(
  session: Session,
  wanted: { readonly photoId: string; readonly faceId: string; readonly personId: string },
): Promise<SimilarFace[]> {
  const ids = (await session.registry()).idsOf(wanted.personId);
  const found = new Map<string, SimilarFace>();
  for (const face of (await Promise.all(ids.map((id) => search(session, wanted, id)))).flat()) {
    const key = `${face.photoId}/${face.faceId}`;
    const isItself = face.photoId === wanted.photoId && face.faceId === wanted.faceId;
    if (!isItself && face.similarity > (found.get(key)?.similarity ?? -1)) found.set(key, face);
  }
  return [...found.values()].sort((a, b) => b.similarity - a.similarity).slice(0, MAX_HITS);
}

async function search(
  session: Session,
  { photoId, faceId }: { readonly photoId: string; readonly faceId: string },
  conceptId: string,
): Promise<SimilarFace[]> {
  const face = new resources.Annotation()
    .setInputId(photoId)
    .setData(new resources.Data().setRegionsList([new resources.Region().setId(faceId)]));
  const concept = new resources.Concept().setId(conceptId).setValue(1);
  const tagged = new resources.Annotation().setData(new resources.Data().setConceptsList([concept]));
  const query = new resources.Query()
    .setRanksList([new resources.Rank().setAnnotation(face)])
    .setFiltersList([new resources.Filter().setAnnotation(tagged)]);
  const request = new service.PostAnnotationsSearchesRequest()
    .setSearchesList([new resources.Search().setQuery(query)])
    .setPagination(new service.Pagination().setPage(1).setPerPage(MAX_HITS));
  const reply = await session.call('postAnnotationsSearches', request);
  // A hit may be the tag or the detection of a region; both give the face.
  return reply.getHitsList().flatMap((hit) => {
    const annotation = hit.getAnnotation();
    if (annotation === undefined) return [];
    const regions = annotation.getData()?.getRegionsList() ?? [];
    return regions.map((region) => ({
      photoId: annotation.getInputId(),
      faceId: storedFaceId(annotation, region),
      similarity: hit.getScore(),
    }));
  });
}
