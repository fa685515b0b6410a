import type { Query, Search } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode } from '../../clarifai-protocol.js';
import { groupBy } from '../group-by.js';
import { mapInOrder } from '../in-order.js';
import type { ServiceContext } from '../service-context.js';
import { ApiError } from '../status.js';
import type { AnnotationKind, ListedAnnotation } from '../tables/annotations.js';
import type { AppRow } from '../tables/apps.js';
import type { StoredFace } from '../tables/faces.js';
import type { InputRow } from '../tables/inputs.js';
import type { Tables } from '../tables/tables.js';
import { type Candidate, passes, passesAsInput, readFilter, type SearchFilter } from './filters.js';
import { type Ranked, readRank, type SearchRank } from './ranks.js';

/** A result of a search. */
export interface SearchHit {
  /** 0–1; always 1 in a search without ranks. */
  readonly score: number;
  readonly input: InputRow;
  /** Undefined in a search for inputs. */
  readonly annotation: ListedAnnotation | undefined;
}

interface ReadSearch {
  readonly filters: readonly SearchFilter[];
  readonly ranks: readonly SearchRank[];
  readonly minValue: number;
}

/**
 * Finds annotations, best first. A search by face alone finds detections, so each face once. A search by concept or user finds
 * what users posted about faces, other regions and whole pictures. A search by properties of inputs alone finds each input once.
 * @param limit how many of the best are needed; others may be left out.
 * @throws ApiError if the search uses a feature that isn't supported here.
 */
export async function searchAnnotations(
  context: ServiceContext,
  app: AppRow,
  search: Search,
  { limit, signal }: { readonly limit: number; readonly signal: AbortSignal },
): Promise<SearchHit[]> {
  const read = await readSearch(context, app, search, signal);
  const candidates =
    (await nearestCandidates(context, app, read, limit)) ??
    (await candidatesOf(context, app, kindsFor(read), read.filters)).filter((candidate) =>
      read.filters.every((filter) => passes(filter, candidate)),
    );
  const embeddings = read.ranks.some(({ isByFace }) => isByFace) ? await embeddingsOf(context, candidates) : undefined;
  return rank(read, candidates, (candidate) => ({
    embeddings: embeddings?.(candidate) ?? [],
    tags: candidate.tags,
  }));
}

/**
 * Finds inputs, best first. The best face of an input counts.
 * @throws ApiError if the search uses a feature that isn't supported here.
 */
export async function searchInputs(
  context: ServiceContext,
  app: AppRow,
  search: Search,
  signal: AbortSignal,
): Promise<SearchHit[]> {
  const read = await readSearch(context, app, search, signal);
  const byInput = groupBy(await candidatesOf(context, app, ALL_KINDS, []), ({ input }) => input.pk);
  const found = (await context.tables.inputs.ofApp(app.pk))
    .map((input) => ({ input, annotation: undefined, candidates: byInput.get(input.pk) ?? [] }))
    .filter(({ input, candidates }) => read.filters.every((filter) => passesAsInput(filter, input, candidates)));
  const faces = read.ranks.some(({ isByFace }) => isByFace)
    ? await facesOfInputs(
        context,
        found.map(({ input }) => input.pk),
      )
    : new Map<number, readonly StoredFace[]>();
  return rank(read, found, ({ input, candidates }) => ({
    embeddings: (faces.get(input.pk) ?? []).map(({ embedding }) => embedding),
    tags: candidates.flatMap(({ tags }) => tags),
  }));
}

async function readSearch(
  context: ServiceContext,
  app: AppRow,
  search: Search,
  signal: AbortSignal,
): Promise<ReadSearch> {
  const query = search.getQuery();
  if ((query?.getAndsList().length ?? 0) > 0) {
    throw new ApiError(StatusCode.SEARCH_INVALID_REQUEST, 'query.ands is not supported here. Use filters and ranks.');
  }
  const metric = search.getMetric() === resources.Search.Metric.COSINE_DISTANCE ? 'cosine' : 'euclidean';
  const filters = await filtersOf(context, app, query);
  const ranks = await Promise.all(
    (query?.getRanksList() ?? []).map((each) => readRank(context, app, each, { metric, signal })),
  );
  return { filters, ranks: ranks.filter((each) => each !== undefined), minValue: search.getMinValue() };
}

function filtersOf({ tables }: ServiceContext, app: AppRow, query: Query | undefined): Promise<SearchFilter[]> {
  return mapInOrder(query?.getFiltersList() ?? [], async (filter) => {
    if (filter.hasLastUpdatedTimeRange()) {
      throw new ApiError(
        StatusCode.SEARCH_INVALID_REQUEST,
        'Filtering by last_updated_time_range is not supported here.',
      );
    }
    const datasets = filter.getInput()?.getDatasetIdsList() ?? [];
    return readFilter(filter, datasets.length > 0 ? await tables.datasets.inputsIn(app.pk, datasets) : new Set());
  });
}

const ALL_KINDS: readonly AnnotationKind[] = ['input', 'detection', 'user'];

function kindsFor({ filters, ranks }: ReadSearch): readonly AnnotationKind[] {
  const isAboutPeople =
    filters.some(({ concepts, isAboutUsers }) => isAboutUsers || concepts.length > 0) ||
    ranks.some(({ isByFace }) => !isByFace);
  if (isAboutPeople) return ['input', 'user'];
  if (ranks.length > 0) return ['detection'];
  return filters.some(({ isAboutAnnotations }) => isAboutAnnotations) ? ALL_KINDS : ['input'];
}

async function candidatesOf(
  { tables }: ServiceContext,
  app: AppRow,
  kinds: readonly AnnotationKind[],
  filters: readonly SearchFilter[],
): Promise<Candidate[]> {
  // For speed, a search for one person's tags doesn't read everyone's.
  const wanted = filters.find(
    ({ concepts, negate }) => !negate && concepts.length > 0 && concepts.every(({ isWanted }) => isWanted),
  );
  const annotations = await tables.annotations.ofKinds(app.pk, kinds, wanted?.concepts);
  return withInputs(tables, annotations, wanted === undefined ? app.pk : undefined);
}

/** @param app the application, if so many annotations are given that reading all of its inputs is faster. */
async function withInputs(
  tables: Tables,
  annotations: readonly ListedAnnotation[],
  app: number | undefined,
): Promise<Candidate[]> {
  const tags = await tables.tags.of(annotations.map(({ pk }) => pk));
  const inputs = new Map(
    (
      await (app !== undefined
        ? tables.inputs.ofApp(app)
        : tables.inputs.byPks([...new Set(annotations.map(({ input }) => input))]))
    ).map((input) => [input.pk, input]),
  );
  return annotations.flatMap((annotation) => {
    const input = inputs.get(annotation.input);
    return input === undefined ? [] : { annotation, input, tags: tags.get(annotation.pk) ?? [] };
  });
}

/** For a search by face alone, where the database finds the nearest faces itself. @returns undefined otherwise. */
async function nearestCandidates(
  { tables, faceModel }: ServiceContext,
  app: AppRow,
  { filters, ranks }: ReadSearch,
  limit: number,
): Promise<Candidate[] | undefined> {
  const [rank, ...more] = ranks;
  if (rank?.nearTo === undefined || more.length > 0 || filters.length > 0) return undefined;
  const faces = await tables.faces.nearest({ app: app.pk, engine: faceModel.engine, embeddings: rank.nearTo, limit });
  return faces && withInputs(tables, await tables.annotations.detectionsOf(faces), undefined);
}

/** Finds the embedding of an annotation's face; for an annotation of a whole picture, those of all its faces. */
async function embeddingsOf(context: ServiceContext, candidates: readonly Candidate[]) {
  const faces = await context.tables.faces.byPks(
    candidates.flatMap(({ annotation: { face } }) => face ?? []),
    context.faceModel.engine,
  );
  const inputs = candidates.filter(({ annotation }) => annotation.kind === 'input').map(({ input }) => input.pk);
  const facesByInput = await facesOfInputs(context, inputs);
  return ({ annotation, input }: Candidate): Float32Array[] => {
    if (annotation.kind === 'input') return (facesByInput.get(input.pk) ?? []).map(({ embedding }) => embedding);
    const face = annotation.face === null ? undefined : faces.get(annotation.face);
    return face === undefined ? [] : [face.embedding];
  };
}

function facesOfInputs(context: ServiceContext, inputs: readonly number[]) {
  return context.tables.faces.ofInputs(inputs, context.faceModel.engine);
}

/** Scores the results. With several ranks, the lowest score counts. */
function rank<T extends { readonly input: InputRow; readonly annotation: ListedAnnotation | undefined }>(
  { ranks, minValue }: ReadSearch,
  found: readonly T[],
  rankedOf: (each: T) => Ranked,
): SearchHit[] {
  return found
    .flatMap((each): SearchHit[] => {
      const ranked = rankedOf(each);
      const scores = ranks.map(({ scoreOf }) => scoreOf(ranked));
      if (scores.includes(undefined)) return [];
      const score = Math.min(1, ...scores.filter((one) => one !== undefined));
      return [{ score, input: each.input, annotation: each.annotation }];
    })
    .filter(({ score }) => score >= minValue)
    .sort((a, b) => b.score - a.score);
}
