import { setImmediate as nextTurn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Log } from '../log.js';
import { type LeftOut, leaveOneOut } from './recognition/leave-one-out.js';
import type { ModelVersionRow } from './tables/model-versions.js';
import type { Tables } from './tables/tables.js';

/** A version of a model tried on the faces that taught it. */
export interface Evaluation {
  readonly id: string;
  readonly app: number;
  readonly modelId: string;
  readonly version: ModelVersionRow;
  /** Undefined while it is being worked on. */
  outcome: readonly LeftOut[] | Error | undefined;
}

export interface Evaluations {
  /** Begins one; it ends by itself. */
  start(asked: Omit<Evaluation, 'outcome'>): Evaluation;
  find(app: number, id: string): Evaluation | undefined;
  /** Evaluations of one version know its people: they go when it does. */
  forget(version: ModelVersionRow): void;
  /** As {@link forget}, for every version of a model. */
  forgetModel(model: number): void;
}

/** They hold nothing that could not be worked out again, so they live in memory only, and not for long. */
const MAX_KEPT = 20;
const KEPT_FOR_MS = 10 * 60_000;

/** How long other calls wait at most for a piece of this work. */
const SLICE_MS = 8;

export function createEvaluations(tables: Tables, log: Log): Evaluations {
  const kept = new LRUCache<string, Evaluation>({ max: MAX_KEPT, ttl: KEPT_FOR_MS });

  async function work(evaluation: Evaluation): Promise<readonly LeftOut[]> {
    const { pk } = evaluation.version;
    const done: LeftOut[] = [];
    let sliceEnds = performance.now() + SLICE_MS;
    for (const each of leaveOneOut(tables.modelVersions.learned(pk), tables.modelVersions.examples(pk))) {
      done.push(each);
      if (performance.now() < sliceEnds) continue;
      await nextTurn();
      sliceEnds = performance.now() + SLICE_MS;
    }
    return done;
  }

  return {
    start(asked) {
      const evaluation: Evaluation = { ...asked, outcome: undefined };
      kept.set(keyOf(asked.app, asked.id), evaluation);
      work(evaluation).then(
        (done) => {
          evaluation.outcome = done;
        },
        (error: unknown) => {
          evaluation.outcome = error instanceof Error ? error : new Error(String(error));
          log.error(`Evaluating a model failed: ${evaluation.outcome.stack ?? evaluation.outcome.message}`);
        },
      );
      return evaluation;
    },
    find: (app, id) => kept.get(keyOf(app, id)),
    forget(version) {
      for (const [key, evaluation] of kept) if (evaluation.version.pk === version.pk) kept.delete(key);
    },
    forgetModel(model) {
      for (const [key, evaluation] of kept) if (evaluation.version.model === model) kept.delete(key);
    },
  };
}

function keyOf(app: number, id: string): string {
  return `${app} ${id}`;
}
