import type { TrainingOutcome, TrainingStep } from '../clarifai/recognizer.js';
import type { Deps } from '../deps.js';
import type { ModelChange } from '../faces/training-report.js';
import type { CandidateCache } from '../replies/candidate-cache.js';
import { createSingleFlight } from '../single-flight.js';
import { isAdmin } from '../slack/users.js';
import { notATrainer } from '../views/training.js';

/** Runs one training at a time in this process. Everyone who asks meanwhile shares it. */
export interface Trainer {
  readonly isRunning: boolean;
  /** @param onStep is called for steps from now on. */
  train(trainedBy: string, onStep: (step: TrainingStep) => void): Promise<TrainingOutcome>;
  /** Goes back to the model before. */
  undo(): Promise<ModelChange>;
  /** Goes forward to the next newer model. */
  promote(): Promise<ModelChange>;
}

const ONE_FOR_ALL = '';

export function createTrainer(
  deps: Pick<Deps, 'recognizer' | 'thresholds'> & { readonly candidateCache: CandidateCache },
): Trainer {
  const { model } = deps.recognizer;
  const listeners = new Set<(step: TrainingStep) => void>();
  const running = createSingleFlight<TrainingOutcome>();

  /** Even after a failure, cached candidates may be outdated. */
  function thenForget<T>(change: Promise<T>): Promise<T> {
    return change.finally(() => deps.candidateCache.forgetAll());
  }

  return {
    get isRunning() {
      return running.isRunning(ONE_FOR_ALL);
    },
    async train(trainedBy, onStep) {
      listeners.add(onStep);
      const tellAll = (step: TrainingStep) => {
        for (const listener of listeners) listener(step);
      };
      try {
        return await running.run(ONE_FOR_ALL, () =>
          thenForget(model.train({ trainedBy, overrides: deps.thresholds, onStep: tellAll })),
        );
      } finally {
        listeners.delete(onStep);
      }
    },
    undo: () => thenForget(model.undo()),
    promote: () => thenForget(model.promote()),
  };
}

/** Why a person may not train, and who may; undefined when they may. */
export async function whyNotTrain(deps: Pick<Deps, 'slack' | 'trainers'>, userId: string): Promise<string | undefined> {
  const { trainers } = deps;
  if (trainers === 'everyone') return undefined;
  if (trainers === 'admins') return (await isAdmin(deps, userId)) ? undefined : notATrainer([]);
  return trainers.includes(userId) ? undefined : notATrainer(trainers);
}
