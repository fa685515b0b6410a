import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Concept, ModelVersion } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { StatusCode } from '../clarifai-protocol.js';
import { newId } from './ids.js';
import { type LearnedMean, learn } from './recognition/learn.js';
import { ApiError } from './status.js';
import { ensureConcept } from './store-concepts.js';
import type { ModelVersionRow } from './tables/model-versions.js';
import type { ModelRow } from './tables/models.js';
import type { Tables } from './tables/tables.js';

/** The only type of model that can be trained here. */
export const KNN_MODEL_TYPE = 'knn-concept';

/**
 * Creates a version of a `knn-concept` model from the current tags. Later tags don't change the version. As on the hosted
 * service, the version is trained as soon as it exists, and inputs that aren't indexed yet are left out.
 * @param posted stored with the version: its description, metadata and so on.
 * @param concepts what the version can recognise; those that don't exist yet are created.
 * @param engine id of the engine whose embeddings to learn from.
 * @throws ApiError if no concept is given.
 */
export function trainVersion(
  tables: Tables,
  model: ModelRow,
  posted: ModelVersion,
  concepts: readonly Concept[],
  engine: string,
): ModelVersionRow {
  checkNotEmpty(concepts);
  const keys = tables.transaction(() => ensureConcepts(tables, model, concepts));
  return storeVersion(tables, model, posted, { engine, learned: learn(keys, tables.faces.tagged(keys, engine)) });
}

/** So many people are learned before everything else gets a turn. */
const LEARNED_AT_ONCE = 16;
/** If something is stored meanwhile, learning begins again, at most so often. */
const MAX_ATTEMPTS = 3;

/** The same as {@link trainVersion}, with pauses in which other work runs. The version is from the tags of one moment. */
export async function trainVersionInSlices(
  ...[tables, model, posted, concepts, engine]: Parameters<typeof trainVersion>
) {
  for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
    checkNotEmpty(concepts);
    const keys = tables.transaction(() => ensureConcepts(tables, model, concepts));
    const changesBefore = tables.countChanges();
    const learned: LearnedMean[] = [];
    for (let start = 0; start < keys.length; start += LEARNED_AT_ONCE) {
      const some = keys.slice(start, start + LEARNED_AT_ONCE);
      learned.push(...learn(some, tables.faces.tagged(some, engine)));
      await nextTurn();
    }
    // Otherwise a person who is being erased could come back with the new version.
    if (tables.countChanges() === changesBefore) return storeVersion(tables, model, posted, { engine, learned });
  }
  return trainVersion(tables, model, posted, concepts, engine);
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
