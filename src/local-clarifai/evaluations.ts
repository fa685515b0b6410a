import { LRUCache } from 'lru-cache';
import { stackOf } from '../errors.js';
import type { Log } from '../log.js';
import { inSlices } from '../slices.js';
import { collectOutcome, type Evaluation, type EvaluationOutcome } from './messages/evaluations.js';
import { leaveOneOut, type ModelExample } from './recognition/leave-one-out.js';
import type { LearnedConcept, ModelVersionRow } from './tables/model-versions.js';
import type { Tables } from './tables/tables.js';
import { listTaggedFaces, type TaggedFace } from './tagged-faces.js';
import { FACES_AT_ONCE } from './train.js';

/** The evaluations of model versions. */
export interface Evaluations {
  /** Starts an evaluation and returns without waiting for its outcome. */
  start(request: Omit<Evaluation, 'outcome'>): Promise<Evaluation>;
  find(app: number, id: string): Promise<Evaluation | undefined>;
  /** Deletes the evaluations of a version, because they hold data about its people. */
  deleteOfVersion(version: Pick<ModelVersionRow, 'pk'>): void;
  /** Deletes the evaluations of all versions of a model. */
  deleteOfModel(model: number): void;
}

/** Evaluations can be repeated at any time, so they are not held for long, in ms. */
export const EVALUATION_LIFETIME_MS = 10 * 60_000;
const MAX_EVALUATIONS = 20;

/** Creates the evaluations of a server that is alone. They are held in memory. Failures are logged. @param embeddingSize of the engine. */
export function createEvaluations(tables: Tables, embeddingSize: number, log: Log): Evaluations {
  const evaluations = new LRUCache<string, Evaluation>({ max: MAX_EVALUATIONS, ttl: EVALUATION_LIFETIME_MS });

  return {
    async start(request) {
      const evaluation: Evaluation = { ...request, outcome: undefined };
      evaluations.set(keyOf(request.app, request.id), evaluation);
      evaluate(tables, request.version.pk, embeddingSize).then(
        (outcome) => {
          evaluation.outcome = outcome;
        },
        (error: unknown) => {
          evaluation.outcome = error instanceof Error ? error : new Error(String(error));
          log.error(`Evaluating a model failed: ${stackOf(error)}`);
        },
      );
      return evaluation;
    },
    find: async (app, id) => evaluations.get(keyOf(app, id)),
    deleteOfVersion(version) {
      for (const [key, evaluation] of evaluations) if (evaluation.version.pk === version.pk) evaluations.delete(key);
    },
    deleteOfModel(model) {
      for (const [key, evaluation] of evaluations) if (evaluation.version.model === model) evaluations.delete(key);
    },
  };
}

/** Evaluates a version, with pauses in which other work runs. @param embeddingSize of the engine. */
export async function evaluate(tables: Tables, version: number, embeddingSize: number): Promise<EvaluationOutcome> {
  const results = collectOutcome(embeddingSize);
  const people = await tables.modelVersions.learned(version);
  const examples = readExamples(tables, people, await listExamples(tables, version));
  for await (const each of leaveOneOut(people, examples)) results.add(each);
  return results.finish();
}

/** The faces a version learned from that still have the tag they had then, in the order they were found. */
async function listExamples(tables: Tables, version: number): Promise<readonly TaggedFace[]> {
  const learned = await tables.modelVersions.examples(version);
  const inputs = new Map(
    [...learned].map(([concept, faces]) => [concept, new Map(faces.map(({ face, input }) => [face, input]))]),
  );
  const tagged = await listTaggedFaces(tables, [...inputs.keys()], inSlices);
  return tagged.filter(({ concept, face, input }) => inputs.get(concept)?.get(face) === input);
}

/** Reads some at a time, because all embeddings together take much time and memory. */
async function* readExamples(
  tables: Tables,
  people: readonly LearnedConcept[],
  examples: readonly TaggedFace[],
): AsyncGenerator<ModelExample> {
  const conceptIds = new Map(people.map(({ concept, conceptId }) => [concept, conceptId]));
  for (let start = 0; start < examples.length; start += FACES_AT_ONCE) {
    const some = examples.slice(start, start + FACES_AT_ONCE);
    const faces = await tables.faces.withInputs(some.map(({ face }) => face));
    for (const { concept, face: pk, input } of some) {
      const [face, conceptId] = [faces.get(pk), conceptIds.get(concept)];
      // It may have been deleted meanwhile.
      if (face?.input !== input || conceptId === undefined) continue;
      yield { concept, conceptId, inputId: face.inputId, face, embedding: face.embedding };
    }
  }
}

function keyOf(app: number, id: string): string {
  return `${app} ${id}`;
}
