import type { Concept, ModelVersion } from 'clarifai-nodejs-grpc/proto/clarifai/api/resources_pb';
import { StatusCode } from '../clarifai-protocol.js';
import { chunksOf, inSlices } from '../slices.js';
import { newId } from './ids.js';
import { mapInOrder } from './in-order.js';
import { createLearner, type LearnedMean } from './recognition/learn.js';
import { ApiError } from './status.js';
import { ensureConcept } from './store-concepts.js';
import type { ModelVersionRow } from './tables/model-versions.js';
import type { ModelRow } from './tables/models.js';
import type { Tables } from './tables/tables.js';
import { listTaggedFaces } from './tagged-faces.js';

/** The only type of model that can be trained here. */
export const KNN_MODEL_TYPE = 'knn-concept';

/** If something is stored meanwhile, learning begins again, and the last time nothing can be stored meanwhile. */
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
  for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
    const keys = await tables.transaction(model.app, (tables) => ensureConcepts(tables, model, concepts));
    const revision = await tables.revision(model.app);
    const learned = await learn(tables, keys, engine, inSlices);
    const version = await tables.transaction(model.app, async (tables) => {
      // Otherwise a person who is being erased could come back with the new version.
      if ((await tables.revision(model.app)) !== revision) return undefined;
      return storeVersion(tables, model, posted, { engine, learned });
    });
    if (version !== undefined) return version;
  }
  return tables.transaction(model.app, async (tables) => {
    const keys = await ensureConcepts(tables, model, concepts);
    const learned = await learn(tables, keys, engine, (items) => items);
    return storeVersion(tables, model, posted, { engine, learned });
  });
}

/** So many faces are read at once. */
export const FACES_AT_ONCE = 256;

/** Reads the faces in the order they were found, because reading those of each person takes ten times as long. */
async function learn(
  tables: Tables,
  concepts: readonly number[],
  engine: string,
  eachOf: <T>(items: readonly T[]) => AsyncIterable<T> | Iterable<T>,
): Promise<LearnedMean[]> {
  const tagged = await listTaggedFaces(tables, concepts, eachOf);
  const learner = createLearner(concepts);
  for await (const some of eachOf(chunksOf(tagged, FACES_AT_ONCE))) {
    const embeddings = await tables.faces.learnable(
      some.map(({ face }) => face),
      engine,
    );
    for (const each of some) {
      const embedding = embeddings.get(each.face);
      if (embedding !== undefined) learner.add({ ...each, embedding });
    }
  }
  return learner.finish();
}

async function ensureConcepts(tables: Tables, model: ModelRow, concepts: readonly Concept[]): Promise<number[]> {
  return [...new Set(await mapInOrder(concepts, (concept) => ensureConcept(tables, model.app, concept)))];
}

function checkNotEmpty(concepts: readonly Concept[]): void {
  if (concepts.length > 0) return;
  throw new ApiError(
    StatusCode.MODEL_INVALID_ARGUMENT,
    'List the concepts of the version in output_info.data.concepts.',
  );
}

async function storeVersion(
  tables: Tables,
  model: ModelRow,
  posted: ModelVersion,
  { engine, learned }: { readonly engine: string; readonly learned: readonly LearnedMean[] },
): Promise<ModelVersionRow> {
  const message = posted.clone();
  message.getOutputInfo()?.getData()?.setConceptsList([]);
  const id = newId();
  await tables.modelVersions.add({ model: model.pk, id, engine, message: message.serializeBinary() }, learned);
  const version = await tables.modelVersions.find(model.pk, id);
  if (version === undefined) throw new Error('A new model version was not stored');
  return version;
}
