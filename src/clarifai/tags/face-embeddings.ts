import { service } from '../../clarifai-protocol.js';
import type { Session } from '../session.js';
import { everyItem, PAGE_SIZE } from '../transport/paging.js';
import { isByModel, readAnnotation } from './annotations.js';

/** A face as the face model sees it. */
export interface FaceEmbedding {
  readonly photoId: string;
  readonly faceId: string;
  /** Only comparable with embeddings of the same engine and length. */
  readonly embedding: Float32Array;
}

/**
 * The embeddings of all faces of some photos. A service that does not give them, or no longer has the photos, gives none.
 * @param photoIds a few dozen, because all annotations of all of them are listed.
 */
export async function readEmbeddings(session: Session, photoIds: readonly string[]): Promise<FaceEmbedding[]> {
  // Without ids, everything would be listed.
  if (photoIds.length === 0) return [];
  const request = new service.ListAnnotationsRequest()
    .setInputIdsList([...photoIds])
    .setListAllAnnotations(true)
    .setReturnModelOutput(true);
  const found: FaceEmbedding[] = [];
  const pages = everyItem(async (page) => {
    const ofPage = request.clone().setPage(page).setPerPage(PAGE_SIZE);
    return (await session.call('listAnnotations', ofPage)).getAnnotationsList();
  });
  for await (const annotation of pages) {
    if (!isByModel(annotation)) continue;
    for (const { regionId: faceId } of readAnnotation(annotation)) {
      const region = annotation
        .getData()
        ?.getRegionsList()
        .find((each) => each.getId() === faceId);
      const vector = region?.getData()?.getEmbeddingsList()[0]?.getVectorList() ?? [];
      if (vector.length > 0)
        found.push({ photoId: annotation.getInputId(), faceId, embedding: Float32Array.from(vector) });
    }
  }
  return found;
}
