import { isDeepStrictEqual } from 'node:util';
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
 * @throws ApiError if no concept is given.
 */
export type TrainVersion = (
  model: ModelRow,
  posted: ModelVersion,
  concepts: readonly Concept[],
) => Promise<ModelVersionRow>;

/** A version, and the state of the database it was stored in. */
interface LastVersion {
  readonly pk: number;
  readonly concepts: readonly number[];
  readonly revision: number;
}

/** @param engine id of the engine whose embeddings to learn from. */
export function createTrainVersion(tables: Tables, engine: string): TrainVersion {
  /** A new model is trained twice at once, by PostModels and PostModelVersions. */
  let last: LastVersion | undefined;

  async function learnOrCopy(concepts: readonly number[], revision: number): Promise<LearnedMean[]> {
    const isSame = last?.revision === revision && isDeepStrictEqual(last.concepts, concepts);
    return isSame && last !== undefined ? copy(tables, last.pk) : learn(tables, concepts, engine, inSlices);
  }

  return async (model, posted, concepts) => {
    checkNotEmpty(concepts);
    for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
      const keys = await tables.transaction(model.app, (tables) => ensureConcepts(tables, model, concepts));
      const revision = await tables.revision(model.app);
      const learned = await learnOrCopy(keys, revision);
      const stored = await tables.transaction(model.app, async (tables) => {
        // Otherwise a person who is being erased could come back with the new version.
        if ((await tables.revision(model.app)) !== revision) return undefined;
        const version = await storeVersion(tables, model, posted, { engine, learned });
        // PostgreSQL counts this transaction when it ends, so there the same is learned again.
        return { version, revision: await tables.revision(model.app) };
      });
      if (stored === undefined) continue;
      last = { pk: stored.version.pk, concepts: keys, revision: stored.revision };
      return stored.version;
    }
    return tables.transaction(model.app, async (tables) => {
      const keys = await ensureConcepts(tables, model, concepts);
      const learned = await learn(tables, keys, engine, (items) => items);
      return storeVersion(tables, model, posted, { engine, learned });
    });
  };
}

/** What a version learned. */
async function copy({ modelVersions }: Tables, version: number): Promise<LearnedMean[]> {
  const examples = await modelVersions.examples(version);
  return (await modelVersions.learned(version)).map(({ concept, fusedExamples, mean }) => ({
    concept,
    examples: examples.get(concept) ?? [],
    fusedExamples,
    mean,
  }));
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
