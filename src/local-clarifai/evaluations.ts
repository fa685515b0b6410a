import { LRUCache } from 'lru-cache';
import { stackOf } from '../errors.js';
import type { Log } from '../log.js';
import { collectOutcome, type Evaluation, type EvaluationOutcome } from './messages/evaluations.js';
import { leaveOneOut } from './recognition/leave-one-out.js';
import type { ModelVersionRow } from './tables/model-versions.js';
import type { Tables } from './tables/tables.js';

/** The evaluations of model versions. */
export interface Evaluations {
  /** Starts an evaluation and returns without waiting for its outcome. */
  start(request: Omit<Evaluation, 'outcome'>): Evaluation;
  find(app: number, id: string): Evaluation | undefined;
  /** Deletes the evaluations of a version, because they hold data about its people. */
  deleteOfVersion(version: ModelVersionRow): void;
  /** Deletes the evaluations of all versions of a model. */
  deleteOfModel(model: number): void;
}

/** Evaluations can be repeated at any time, so they are held in memory only, and not for long. */
const MAX_EVALUATIONS = 20;
const LIFETIME_MS = 10 * 60_000;

/** Creates the evaluations, which end with the process. Failures are logged. @param embeddingSize of the engine. */
export function createEvaluations(tables: Tables, embeddingSize: number, log: Log): Evaluations {
  const evaluations = new LRUCache<string, Evaluation>({ max: MAX_EVALUATIONS, ttl: LIFETIME_MS });

  async function run(evaluation: Evaluation): Promise<EvaluationOutcome> {
    const { pk } = evaluation.version;
    const results = collectOutcome(embeddingSize);
    const people = tables.modelVersions.learned(pk);
    // One person at a time, because all embeddings together take long to read.
    const examples = function* () {
      for (const { concept } of people) yield* tables.modelVersions.examplesOf(pk, concept);
    };
    for await (const each of leaveOneOut(people, examples())) results.add(each);
    return results.finish();
  }

  return {
    start(request) {
      const evaluation: Evaluation = { ...request, outcome: undefined };
      evaluations.set(keyOf(request.app, request.id), evaluation);
      run(evaluation).then(
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
    find: (app, id) => evaluations.get(keyOf(app, id)),
    deleteOfVersion(version) {
      for (const [key, evaluation] of evaluations) if (evaluation.version.pk === version.pk) evaluations.delete(key);
    },
    deleteOfModel(model) {
      for (const [key, evaluation] of evaluations) if (evaluation.version.model === model) evaluations.delete(key);
    },
  };
}

function keyOf(app: number, id: string): string {
  return `${app} ${id}`;
}
