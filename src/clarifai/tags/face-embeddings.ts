import type { Session } from '../session.js';
import { isByModel, readAnnotation } from './annotations.js';
import { listAllOfPhotos } from './list-annotations.js';

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
  const found: FaceEmbedding[] = [];
  for (const annotation of await listAllOfPhotos(session, photoIds, { embeddings: true })) {
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
