import type { Annotation, Concept, Filter, Input } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { resources, StatusCode } from '../../clarifai-protocol.js';
import { resolveUser } from '../access.js';
import { checkConcepts } from '../checks.js';
import { isSameConcept } from '../concept-selection.js';
import { structFromBytes } from '../messages/common.js';
import { geoOf } from '../messages/inputs.js';
import { ApiError } from '../status.js';
import { includesAnyField } from '../struct.js';
import type { ListedAnnotation } from '../tables/annotations.js';
import type { InputRow } from '../tables/inputs.js';
import type { TagRow } from '../tables/tags.js';
import { isWithin } from './geo.js';

/** An annotation with its input, as a possible result of a search. */
export interface Candidate {
  readonly annotation: ListedAnnotation;
  readonly tags: readonly TagRow[];
  readonly input: InputRow;
}

/** A filter of a search (Filter in Clarifai's resources.proto). */
export interface SearchFilter {
  /** One of these must be met; empty for any. */
  readonly concepts: readonly ConceptCondition[];
  readonly negate: boolean;
  /** Whether it selects annotations by user. */
  readonly isAboutUsers: boolean;
  /** Whether `matchesAnnotation` has any condition. */
  readonly isAboutAnnotations: boolean;
  /** Checks the conditions on the input. */
  readonly matchesInput: (input: InputRow) => boolean;
  /** Checks the conditions on the annotation, except its concepts. */
  readonly matchesAnnotation: (candidate: Candidate) => boolean;
}

interface ConceptCondition {
  readonly id: string;
  readonly name: string;
  /** False for a value of 0, which means that the concept must be absent. */
  readonly isWanted: boolean;
}

/**
 * Reads a filter of a search request.
 * @param members keys of the inputs in any of the data sets that the filter names.
 * @throws ApiError if the filter has a condition that isn't supported here.
 */
export function readFilter(filter: Filter, members: ReadonlySet<number>): SearchFilter {
  const annotation = filter.getAnnotation() ?? new resources.Annotation();
  const input = filter.getInput() ?? new resources.Input();
  checkAnnotationFilter(annotation);
  const concepts = conceptsIn(annotation);
  checkConcepts(concepts, StatusCode.SEARCH_INVALID_REQUEST);
  const conditions = annotationConditions(annotation);
  const userId = annotation.getWorker()?.getUser()?.getId() || annotation.getUserId();
  return {
    concepts: concepts.map((concept) => ({ ...concept.toObject(), isWanted: concept.getValue() > 0 })),
    negate: filter.getNegate(),
    isAboutUsers: userId !== '',
    isAboutAnnotations: conditions.length > 0,
    matchesInput: allOf([...inputConditions(input, members), ...inputConditionsOf(annotation)]),
    matchesAnnotation: allOf(conditions),
  };
}

/** Whether an annotation passes a filter. */
export function passes(filter: SearchFilter, candidate: Candidate): boolean {
  const matches =
    filter.matchesInput(candidate.input) &&
    filter.matchesAnnotation(candidate) &&
    matchesConcepts(filter.concepts, candidate.tags);
  return matches !== filter.negate;
}

/**
 * Whether an input passes a filter through its annotations.
 * @param candidates all annotations of the input. A concept is absent if none of them has it.
 */
export function passesAsInput(filter: SearchFilter, input: InputRow, candidates: readonly Candidate[]): boolean {
  const tags = candidates.flatMap((candidate) => candidate.tags);
  const matches =
    filter.matchesInput(input) &&
    (!filter.isAboutAnnotations || candidates.some(filter.matchesAnnotation)) &&
    matchesConcepts(filter.concepts, tags);
  return matches !== filter.negate;
}

function matchesConcepts(conditions: readonly ConceptCondition[], tags: readonly TagRow[]): boolean {
  return conditions.length === 0 || conditions.some((condition) => hasConcept(condition, tags) === condition.isWanted);
}

/** Whether one of the tags is positive and of this concept. */
export function hasConcept(concept: { readonly id: string; readonly name: string }, tags: readonly TagRow[]): boolean {
  return tags.some((tag) => tag.value >= 0.5 && isSameConcept(concept, { id: tag.concept_id, name: tag.concept_name }));
}

/** Concepts of the whole picture and of regions count alike. */
function conceptsIn(annotation: Annotation): Concept[] {
  const data = annotation.getData();
  const ofRegions = data?.getRegionsList().flatMap((region) => region.getData()?.getConceptsList() ?? []) ?? [];
  return [...(data?.getConceptsList() ?? []), ...ofRegions];
}

/** Conditions of a filter by input. All fields except the id are alternatives, as in Clarifai's own search tests. */
function inputConditions(input: Input, members: ReadonlySet<number>): ((row: InputRow) => boolean)[] {
  const data = input.getData();
  const alternatives: ((row: InputRow) => boolean)[] = [];
  if (data?.hasImage() === true) alternatives.push(() => true);
  if (data?.hasText() === true || data?.hasAudio() === true || data?.hasVideo() === true)
    alternatives.push(() => false);
  const status = input.getStatus()?.getCode();
  if (status !== undefined) alternatives.push((row) => row.status === status);
  if (input.getDatasetIdsList().length > 0) alternatives.push((row) => members.has(row.pk));
  const conditions = alternatives.length === 0 ? [] : [(row: InputRow) => alternatives.some((matches) => matches(row))];
  return input.getId() === '' ? conditions : [...conditions, (row) => row.id === input.getId()];
}

/** Conditions on the input in a filter by annotation. */
function inputConditionsOf(annotation: Annotation): ((row: InputRow) => boolean)[] {
  const conditions: ((row: InputRow) => boolean)[] = [];
  const inputId = annotation.getInputId();
  if (inputId !== '') conditions.push((row) => row.id === inputId);
  const metadata = annotation.getData()?.getMetadata();
  if (metadata !== undefined) conditions.push((row) => includesAnyField(structFromBytes(row.metadata), metadata));
  const geo = annotation.getData()?.getGeo();
  if (geo !== undefined) conditions.push((row) => isWithin(geo, geoOf(row)?.getGeoPoint()));
  return conditions;
}

function annotationConditions(annotation: Annotation): ((candidate: Candidate) => boolean)[] {
  const conditions: ((candidate: Candidate) => boolean)[] = [];
  const worker = annotation.getWorker();
  const userId = worker?.getUser()?.getId() || annotation.getUserId();
  const versionId = worker?.getModel()?.getModelVersion()?.getId() || annotation.getModelVersionId();
  const status = annotation.getStatus()?.getCode();
  const info = annotation.getAnnotationInfo();
  const id = annotation.getId();
  const messageOf = ({ annotation: row }: Candidate) => resources.Annotation.deserializeBinary(row.message);
  if (id !== '') conditions.push(({ annotation: row }) => row.id === id);
  if (userId !== '') {
    conditions.push(({ annotation: row }) => row.kind !== 'detection' && row.worker === resolveUser(userId));
  }
  if (versionId !== '') {
    conditions.push(({ annotation: row }) => row.kind === 'detection' && row.worker === versionId);
  }
  if (status !== undefined) conditions.push(({ annotation: row }) => row.status === status);
  if (annotation.getTrusted()) conditions.push(({ annotation: row }) => row.kind !== 'detection');
  if (annotation.getInputLevel()) conditions.push(({ annotation: row }) => row.kind === 'input');
  if (info !== undefined) conditions.push((each) => includesAnyField(messageOf(each).getAnnotationInfo(), info));
  const hasRegion = (each: Candidate) =>
    each.annotation.face !== null || (messageOf(each).getData()?.getRegionsList().length ?? 0) > 0;
  if (annotation.getData()?.serializeBinary().length === 0) conditions.push((each) => !hasRegion(each));
  if (
    annotation
      .getData()
      ?.getRegionsList()
      .some((region) => region.hasRegionInfo()) === true
  ) {
    conditions.push(hasRegion);
  }
  return conditions;
}

function checkAnnotationFilter(annotation: Annotation): void {
  const data = annotation.getData();
  const unsupported = [
    annotation.getTaskId() !== '' && 'task_id',
    annotation.getWorker()?.hasWorkflow() === true && 'worker.workflow',
    data?.hasImage() === true && 'data.image',
    data?.hasVideo() === true && 'data.video',
    data?.hasAudio() === true && 'data.audio',
    data?.hasText() === true && 'data.text',
    (data?.getClustersList().length ?? 0) > 0 && 'data.clusters',
    (data?.getFramesList().length ?? 0) > 0 && 'data.frames',
    (data?.getTimeSegmentsList().length ?? 0) > 0 && 'data.time_segments',
    (data?.getEmbeddingsList().length ?? 0) > 0 && 'data.embeddings',
  ].filter((field) => field !== false);
  if (unsupported.length === 0) return;
  throw new ApiError(
    StatusCode.SEARCH_INVALID_REQUEST,
    `Filtering by ${unsupported.join(', ')} is not supported here.`,
  );
}

function allOf<T>(conditions: readonly ((value: T) => boolean)[]): (value: T) => boolean {
  return (value) => conditions.every((matches) => matches(value));
}
