import { setTimeout as delay } from 'node:timers/promises';
import type { TrainingOutcome } from '../clarifai/recognizer.js';
import type { Deps } from '../deps.js';
import { precisionOf, recallOf } from '../faces/evaluation-report.js';
import type { ModelChange } from '../faces/training-report.js';
import { type Measurements, publish } from '../measurements.js';
import type { CandidateCache } from '../replies/candidate-cache.js';
import { createSingleFlight } from '../single-flight.js';
import { isAdmin } from '../slack/users.js';
import { notATrainer } from '../views/training.js';

/** Runs one training at a time in this process. Everyone who asks meanwhile shares it. */
export interface Trainer {
  readonly isRunning: boolean;
  /**
   * Resolves when no training is running, or after half a minute. Work that can wait leaves the processor to a training, for which
   * someone is waiting.
   */
  whenIdle(): Promise<void>;
  train(trainedBy: string): Promise<TrainingOutcome>;
  /** Goes back to the model before. */
  undo(): Promise<ModelChange>;
  /** Goes forward to the next newer model. */
  promote(): Promise<ModelChange>;
}

const ONE_FOR_ALL = '';
/** A hosted service may train for minutes, and needs nothing of this machine. */
const MAX_WAIT_MS = 30_000;

export function createTrainer(
  deps: Pick<Deps, 'recognizer' | 'thresholds'> & { readonly candidateCache: CandidateCache },
): Trainer {
  const { model } = deps.recognizer;
  const running = createSingleFlight<TrainingOutcome>();
  let current: Promise<unknown> | undefined;

  /** Even after a failure, cached candidates may be outdated. */
  function thenForget<T>(change: Promise<T>): Promise<T> {
    return change.finally(() => deps.candidateCache.forgetAll());
  }

  return {
    get isRunning() {
      return running.isRunning(ONE_FOR_ALL);
    },
    async whenIdle() {
      if (!running.isRunning(ONE_FOR_ALL)) return;
      await Promise.race([Promise.allSettled([current]), delay(MAX_WAIT_MS, undefined, { ref: false })]);
    },
    train(trainedBy) {
      const training = running.run(ONE_FOR_ALL, () =>
        thenForget(measured(model.train({ trainedBy, overrides: deps.thresholds }))),
      );
      current = training;
      return training;
    },
    undo: () => thenForget(model.undo()),
    promote: () => thenForget(model.promote()),
  };
}

async function measured(training: Promise<TrainingOutcome>): Promise<TrainingOutcome> {
  try {
    const outcome = await training;
    publish('training', () => describe(outcome));
    return outcome;
  } catch (error) {
    publish('training', () => ({ result: 'failed' }));
    throw error;
  }
}

function describe(outcome: TrainingOutcome): Measurements['training'] {
  if (outcome.kind === 'no one named') return { result: outcome.kind };
  const { isPromoted, measurement, people } = outcome.report;
  const precision = measurement && precisionOf(measurement.evaluation);
  const recall = measurement && recallOf(measurement.evaluation);
  return {
    result: isPromoted ? 'used' : 'rejected',
    people: people.length,
    tags: people.reduce((sum, { tags }) => sum + tags, 0),
    quality: precision === undefined || recall === undefined ? undefined : { precision, recall },
  };
}

/** Why a person may not train, and who may; undefined when they may. */
export async function whyNotTrain(deps: Pick<Deps, 'slack' | 'trainers'>, userId: string): Promise<string | undefined> {
  const { trainers } = deps;
  if (trainers === 'everyone') return undefined;
  if (trainers === 'admins') return (await isAdmin(deps, userId)) ? undefined : notATrainer([]);
  return trainers.includes(userId) ? undefined : notATrainer(trainers);
}
