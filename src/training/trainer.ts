import type { TrainingOutcome, TrainingStep } from '../clarifai/recognizer.js';
import type { Deps } from '../deps.js';
import type { ModelChange } from '../faces/training-report.js';
import type { CandidateCache } from '../replies/candidate-cache.js';

/** The trainings of this process: one at a time, shared by everybody who asks for one meanwhile. */
export interface Trainer {
  readonly isRunning: boolean;
  /** @param onStep is called for steps from now on. */
  train(trainedBy: string, onStep: (step: TrainingStep) => void): Promise<TrainingOutcome>;
  /** Goes back to the model before. */
  undo(): Promise<ModelChange>;
  /** Goes forward to the next newer model. */
  promote(): Promise<ModelChange>;
}

export function createTrainer(
  deps: Pick<Deps, 'recognizer' | 'thresholds'> & { readonly candidateCache: CandidateCache },
): Trainer {
  const listeners = new Set<(step: TrainingStep) => void>();
  let running: Promise<TrainingOutcome> | undefined;

  return {
    get isRunning() {
      return running !== undefined;
    },
    async train(trainedBy, onStep) {
      listeners.add(onStep);
      running ??= deps.recognizer.model
        .train({
          trainedBy,
          overrides: deps.thresholds,
          onStep: (step) => {
            for (const listener of listeners) listener(step);
          },
        })
        .finally(() => {
          running = undefined;
          deps.candidateCache.forgetAll();
        });
      try {
        return await running;
      } finally {
        listeners.delete(onStep);
      }
    },
    undo: () => deps.recognizer.model.undo().finally(() => deps.candidateCache.forgetAll()),
    promote: () => deps.recognizer.model.promote().finally(() => deps.candidateCache.forgetAll()),
  };
}
