import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Concept, ModelVersion } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { StatusCode } from '../clarifai-protocol.js';
import { inSlices } from '../slices.js';
import { newId } from './ids.js';
import { type LearnedMean, learn } from './recognition/learn.js';
import { ApiError } from './status.js';
import { ensureConcept } from './store-concepts.js';
import type { ModelVersionRow } from './tables/model-versions.js';
import type { ModelRow } from './tables/models.js';
import type { Tables } from './tables/tables.js';

/** The only type of model that can be trained here. */
export const KNN_MODEL_TYPE = 'knn-concept';

/** What was learned last. A client that creates a model with its people, and then a version, has it learned only once. */
const lastTrainings = new WeakMap<
  Tables,
  {
    readonly engine: string;
    readonly keys: readonly number[];
    readonly learned: readonly LearnedMean[];
    /** The number of changes afterwards: if it is another one, something else was stored, and what was learned may be outdated. */
    readonly changes: number;
  }
>();

/** If something is stored meanwhile, learning begins again, at most so often. */
const MAX_ATTEMPTS = 3;

/**
 * Creates a version of a `knn-concept` model from the tags of one moment, with pauses in which other work runs. Later tags don't
 * change the version. As on the hosted service, inputs that aren't indexed yet are left out.
 * @param posted stored with the version: its description, metadata and so on.
 * @param concepts what the version can recognise; those that don't exist yet are created.
 * @param engine id of the engine whose embeddings to learn from.
 * @throws ApiError if no concept is given.
 */
export async function trainVersion(
  tables: Tables,
  model: ModelRow,
  posted: ModelVersion,
  concepts: readonly Concept[],
  engine: string,
): Promise<ModelVersionRow> {
  checkNotEmpty(concepts);
  for (let attempt = 1; ; attempt++) {
    const keys = tables.transaction(() => ensureConcepts(tables, model, concepts));
    const changesBefore = tables.countChanges();
    const last = lastTrainings.get(tables);
    if (last?.changes === changesBefore && last.engine === engine && isDeepStrictEqual(last.keys, keys)) {
      return store(last.learned, keys);
    }
    const learned: LearnedMean[] = [];
    const learnOne = (key: number) => learned.push(...learn([key], tables.faces.tagged([key], engine)));
    if (attempt < MAX_ATTEMPTS) for await (const key of inSlices(keys)) learnOne(key);
    else for (const key of keys) learnOne(key);
    // Otherwise a person who is being erased could come back with the new version.
    if (tables.countChanges() !== changesBefore) continue;
    return store(learned, keys);
  }

  async function store(learned: readonly LearnedMean[], keys: readonly number[]): Promise<ModelVersionRow> {
    const version = storeVersion(tables, model, posted, { engine, learned });
    const changesSoFar = tables.countChanges();
    const stored = await storeExamples(tables, version, learned);
    lastTrainings.set(tables, { engine, keys, learned, changes: changesSoFar + stored });
    return version;
  }
}

function ensureConcepts(tables: Tables, model: ModelRow, concepts: readonly Concept[]): number[] {
  return [...new Set(concepts.map((concept) => ensureConcept(tables, model.app, concept)))];
}

function checkNotEmpty(concepts: readonly Concept[]): void {
  if (concepts.length > 0) return;
  throw new ApiError(
    StatusCode.MODEL_INVALID_ARGUMENT,
    'List the concepts of the version in output_info.data.concepts.',
  );
}

/** So many faces are stored in one transaction. */
const STORED_AT_ONCE = 500;

/** Stores which faces a version learned from. What was erased meanwhile is left out. @returns how many were stored. */
async function storeExamples(
  tables: Tables,
  version: ModelVersionRow,
  learned: readonly LearnedMean[],
): Promise<number> {
  let stored = 0;
  const examples = learned.flatMap(({ concept, examples: faces }) => faces.map((face) => ({ concept, face })));
  for (let start = 0; start < examples.length; start += STORED_AT_ONCE) {
    stored += tables.modelVersions.addExamples(version.pk, examples.slice(start, start + STORED_AT_ONCE));
    await nextTurn();
  }
  return stored;
}

function storeVersion(
  tables: Tables,
  model: ModelRow,
  posted: ModelVersion,
  { engine, learned }: { readonly engine: string; readonly learned: readonly LearnedMean[] },
): ModelVersionRow {
  const message = posted.clone();
  message.getOutputInfo()?.getData()?.setConceptsList([]);
  return tables.transaction(() => {
    const id = newId();
    tables.modelVersions.add({ model: model.pk, id, engine, message: message.serializeBinary() }, learned);
    const version = tables.modelVersions.find(model.pk, id);
    if (version === undefined) throw new Error('A new model version was not stored');
    return version;
  });
}
