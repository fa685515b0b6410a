import type { Rank } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode } from '../../clarifai-protocol.js';
import { facesOf, storedFaces } from '../input-faces.js';
import { type Metric, similarity } from '../recognition/similarity.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError } from '../status.js';
import type { AppRow } from '../tables/apps.js';
import type { TagRow } from '../tables/tags.js';
import { hasConcept } from './filters.js';

/** What a possible hit is ranked by. */
export interface Ranked {
  /** Embeddings of its faces. */
  readonly embeddings: readonly Float32Array[];
  readonly tags: readonly TagRow[];
}

/** A rank of a search (Rank in Clarifai's resources.proto). */
export interface SearchRank {
  /** Whether it compares faces. */
  readonly isByFace: boolean;
  /** The embeddings whose Euclidean distance alone ranks, nearest first; undefined if something else does, too. */
  readonly nearTo?: readonly Float32Array[] | undefined;
  /** @returns 0–1, best first; undefined for no hit, for example without a face to compare. */
  readonly scoreOf: (ranked: Ranked) => number | undefined;
}

/**
 * Reads a rank and finds the faces to compare with.
 * @param signal aborted when the caller stops waiting.
 * @returns undefined for an empty rank, which some clients send with every search.
 * @throws ApiError if the picture or input to search by has no face.
 */
export async function readRank(
  context: ServiceContext,
  app: AppRow,
  rank: Rank,
  { metric, signal }: { readonly metric: Metric; readonly signal: AbortSignal },
): Promise<SearchRank | undefined> {
  const annotation = rank.getAnnotation();
  if (annotation === undefined || annotation.serializeBinary().length === 0) return undefined;
  const concepts = annotation.getData()?.getConceptsList() ?? [];
  const negate = (score: number) => (rank.getNegate() ? 1 - score : score);
  if (concepts.length > 0) {
    const wanted = concepts.map((concept) => concept.toObject());
    return {
      isByFace: false,
      scoreOf: ({ tags }) => negate(wanted.some((concept) => hasConcept(concept, tags)) ? 1 : 0) || undefined,
    };
  }
  const faces = await embeddingsOf(context, app, rank, signal);
  return {
    isByFace: true,
    nearTo: metric === 'euclidean' && !rank.getNegate() ? faces : undefined,
    scoreOf({ embeddings }) {
      if (embeddings.length === 0) return undefined;
      const scores = embeddings.flatMap((embedding) => faces.map((face) => similarity(face, embedding, metric)));
      return negate(Math.max(...scores));
    },
  };
}

/** The embeddings to compare with: the given ones, or those of the faces in a picture, an indexed input or one of its regions. */
async function embeddingsOf(
  context: ServiceContext,
  app: AppRow,
  rank: Rank,
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const annotation = rank.getAnnotation();
  const data = annotation?.getData();
  const [region] = data?.getRegionsList() ?? [];
  const vectors = [...(data?.getEmbeddingsList() ?? []), ...(region?.getData()?.getEmbeddingsList() ?? [])];
  if (vectors.length > 0) return vectors.map((vector) => Float32Array.from(vector.getVectorList()));

  const inputId = annotation?.getInputId() ?? '';
  const picture = new resources.Input().setData(data);
  const faces = await (inputId === '' ? facesOf(context, app, picture, signal) : storedFaces(context, app, inputId));
  const named = region === undefined ? faces : faces.filter(({ id }) => id === region.getId());
  if (named.length > 0) return named.map(({ embedding }) => embedding);
  throw new ApiError(StatusCode.SEARCH_INVALID_REQUEST, 'There is no face to search by.');
}
