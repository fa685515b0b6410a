import type { Filter, Query, Rank, Search } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode } from '../clarifai-protocol.js';
import { facesOf, storedFaces } from './predict.js';
import { type Metric, similarity } from './recognition/similarity.js';
import type { ServiceContext } from './service-context.js';
import { ApiError } from './status.js';
import type { ListedAnnotation } from './tables/annotations.js';
import type { AppRow } from './tables/apps.js';

/** An annotation whose face resembles what was searched for. */
export interface SearchHit {
  readonly annotation: ListedAnnotation;
  /** 0–1, 1 for the same face. */
  readonly score: number;
}

/**
 * Finds the annotations whose faces are most like a given one, best first. Without concepts in the filters these are the
 * detections, so that each face comes once; with them, what people said.
 */
export async function searchAnnotations(context: ServiceContext, app: AppRow, search: Search): Promise<SearchHit[]> {
  const query = search.getQuery();
  const wanted = await Promise.all((query?.getRanksList() ?? []).map((rank) => embeddingsOf(context, app, rank)));
  const filters = readFilters(query);
  const candidates = context.tables.annotations.withFaces(app.pk, {
    engine: context.faceModel.engine,
    kind: filters.some(({ conceptIds }) => conceptIds.length > 0) ? 'user' : 'detection',
  });
  const metric = readMetric(search);
  return candidates
    .filter(({ annotation, conceptIds }) => filters.every((filter) => passes(filter, annotation, conceptIds)))
    .map(({ annotation, embedding }) => ({ annotation, score: scoreAgainst(embedding, wanted, metric) }))
    .filter(({ score }) => score >= search.getMinValue())
    .sort((a, b) => b.score - a.score);
}

/** Ranked by several things, a face is as good as its worst match; each thing counts by its best face. */
function scoreAgainst(embedding: Float32Array, wanted: readonly (readonly Float32Array[])[], metric: Metric): number {
  return Math.min(1, ...wanted.map((faces) => Math.max(...faces.map((face) => similarity(face, embedding, metric)))));
}

/** What to rank by: an embedding itself, or the faces of a picture or an indexed input (one region of it, if named). */
async function embeddingsOf(context: ServiceContext, app: AppRow, rank: Rank): Promise<Float32Array[]> {
  const annotation = rank.getAnnotation();
  const data = annotation?.getData();
  const [region] = data?.getRegionsList() ?? [];
  const vectors = [...(data?.getEmbeddingsList() ?? []), ...(region?.getData()?.getEmbeddingsList() ?? [])];
  if (vectors.length > 0) return vectors.map((vector) => Float32Array.from(vector.getVectorList()));

  const inputId = annotation?.getInputId() ?? '';
  const faces = inputId === '' ? await facesOf(context, app, pictureOf(rank)) : storedFaces(context, app, inputId);
  const named = region === undefined ? faces : faces.filter(({ id }) => id === region.getId());
  if (named.length > 0) return named.map(({ embedding }) => embedding);
  throw new ApiError(StatusCode.SEARCH_INVALID_REQUEST, 'There is no face on what is to be searched for.');
}

function pictureOf(rank: Rank) {
  const input = new resources.Input();
  input.setData(rank.getAnnotation()?.getData());
  return input;
}

interface Condition {
  readonly conceptIds: readonly string[];
  readonly inputId: string;
  readonly negate: boolean;
}

function readFilters(query: Query | undefined): Condition[] {
  return (query?.getFiltersList() ?? []).map((filter: Filter) => {
    const annotation = filter.getAnnotation();
    const data = annotation?.getData();
    const regionConcepts = data?.getRegionsList().flatMap((region) => region.getData()?.getConceptsList() ?? []) ?? [];
    return {
      conceptIds: [...(data?.getConceptsList() ?? []), ...regionConcepts].map((concept) => concept.getId()),
      inputId: annotation?.getInputId() || filter.getInput()?.getId() || '',
      negate: filter.getNegate(),
    };
  });
}

/** Every concept named must be there, and the input must be the one named. */
function passes(filter: Condition, annotation: ListedAnnotation, conceptIds: readonly string[]): boolean {
  const fits =
    (filter.inputId === '' || filter.inputId === annotation.input_id) &&
    filter.conceptIds.every((id) => conceptIds.includes(id));
  return fits !== filter.negate;
}

function readMetric(search: Search): Metric {
  return search.getMetric() === resources.Search.Metric.COSINE_DISTANCE ? 'cosine' : 'euclidean';
}
