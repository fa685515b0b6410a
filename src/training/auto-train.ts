import type { Deps } from '../deps.js';
import { memberOfPerson } from '../faces/ids.js';
import type { PhotoTag, TrainingState } from '../faces/model.js';
import { explainFailure, isStopping } from '../failures.js';
import type { RefreshReplies } from '../replies/refresh-replies.js';
import { TRAINED_AUTOMATICALLY } from '../views/training.js';
import { whatWasLearned } from './run-training.js';
import type { Trainer } from './trainer.js';

/** Trains some minutes after the last tag, and soon after someone was enrolled, without being asked and without a message. */
export interface AutoTrain {
  /** Whether it trains after someone was enrolled. */
  readonly trainsAfterEnrolment: boolean;
  /** Someone has named a face: starts the wait anew. */
  noteTag(): void;
  /** Someone was enrolled: trains in a few seconds. */
  noteEnrolment(): void;
  /** The model lost someone, because an example of them was deleted: trains in a few seconds on what is left. */
  noteDeletedExample(): void;
  /** After a start: waits, too, if there are tags that no training has read. */
  noteEarlierTags(): Promise<void>;
  /** Stops waiting. The next start sees which tags are new. */
  close(): void;
}

type AutoTrainDeps = Pick<
  Deps,
  'recognizer' | 'log' | 'isAlone' | 'autoTrainMinutes' | 'trainsAfterEnrolment' | 'inBackground'
> & {
  readonly trainer: Trainer;
  readonly refreshReplies: RefreshReplies;
  /** Tests replace it. */
  readonly random?: () => number;
};

const MINUTE_MS = 60_000;
/** In ms, after someone was enrolled: others may just be answering, too. */
const ENROLMENT_WAIT_MS = 4_000;
/** In ms, between the trainings of a time in which many people are enrolled. */
const ENROLMENT_INTERVAL_MS = 30_000;
/** In ms. Processes that wait for the same tag look at different times, so that the second sees that the first is training. */
const MAX_SPREAD_MS = 30_000;

/**
 * One timer for all tags. A process that trains first leaves nothing to the others: each looks at the newest training when its
 * timer ends. The model that comes out is only used if it is not worse, as in every training.
 */
export function createAutoTrain(deps: AutoTrainDeps): AutoTrain {
  const { autoTrainMinutes: minutes, recognizer, trainer, log, random = Math.random } = deps;
  let timer: NodeJS.Timeout | undefined;
  /** Whether someone was enrolled, or an example was deleted, since the last training. */
  let isSoon = false;
  let isExampleDeleted = false;
  let trainedAtMs = Number.NEGATIVE_INFINITY;
  let isClosed = false;

  function startTimer(ms: number): void {
    if (isClosed) return;
    clearTimeout(timer);
    timer = setTimeout(() => deps.inBackground(trainIfNeeded), ms);
    timer.unref();
  }

  function wait(): void {
    if (isSoon) {
      const sinceMs = performance.now() - trainedAtMs;
      startTimer(Math.max(ENROLMENT_WAIT_MS, ENROLMENT_INTERVAL_MS - sinceMs));
    } else if (minutes !== undefined) {
      startTimer(minutes * MINUTE_MS + (deps.isAlone ? 0 : random() * MAX_SPREAD_MS));
    }
  }

  async function trainIfNeeded(): Promise<void> {
    const [wasSoon, wasExampleDeleted] = [isSoon, isExampleDeleted];
    [isSoon, isExampleDeleted] = [false, false];
    try {
      const state = await recognizer.model.state();
      const due = trainer.isRunning ? 'later' : whatIsDue(state, deps.isAlone, wasExampleDeleted);
      isExampleDeleted ||= wasExampleDeleted && due === 'later';
      isSoon ||= wasSoon && due === 'later';
      if (due === 'later') wait();
      if (due !== 'now') return;
      trainedAtMs = performance.now();
      const outcome = await trainer.train(TRAINED_AUTOMATICALLY);
      if (outcome.kind !== 'trained') return;
      const { report } = outcome;
      const { isPromoted } = report;
      log.info(isPromoted ? 'Trained by itself.' : 'Trained by itself, but the model before is better and stays.');
      if (isPromoted) deps.refreshReplies({ what: whatWasLearned(report) });
    } catch (error) {
      if (isStopping(error)) return;
      isSoon ||= wasSoon;
      isExampleDeleted ||= wasExampleDeleted;
      log.info(`Not trained by itself, but I will try again: ${explainFailure(error, log)}`);
      wait();
    }
  }

  return {
    trainsAfterEnrolment: deps.trainsAfterEnrolment,
    noteTag: () => {
      // The time of a training after an enrolment does not move.
      if (!isSoon) wait();
    },
    noteEnrolment() {
      if (!deps.trainsAfterEnrolment) return;
      isSoon = true;
      wait();
    },
    noteDeletedExample() {
      if (!deps.trainsAfterEnrolment) return;
      [isSoon, isExampleDeleted] = [true, true];
      wait();
    },
    async noteEarlierTags() {
      if (minutes === undefined && !deps.trainsAfterEnrolment) return;
      const state = await recognizer.model.state();
      if (whatIsDue(state, deps.isAlone) === 'never') return;
      isSoon ||= deps.trainsAfterEnrolment && hasEnrolment(await recognizer.tags.listAsGiven(), state.last?.at);
      wait();
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

/**
 * Whether to train by itself. Not after someone has gone back to an earlier model, until a training by hand.
 * @param isAlone whether a training that seems to be running can only be one that was interrupted.
 * @param isOutdated whether to train even without new tags.
 */
export function whatIsDue(
  { now, newest }: TrainingState,
  isAlone: boolean,
  isOutdated = false,
): 'now' | 'later' | 'never' {
  if (now.tags === 0 || newest?.outcome === 'rolled back') return 'never';
  if (newest === undefined) return 'now';
  if (newest.outcome === 'running') return isAlone ? 'now' : 'later';
  return newest.tagsSince > 0 || isOutdated ? 'now' : 'never';
}

/** Whether someone tagged their own face after a time. @param since undefined for ever. */
function hasEnrolment(tags: readonly PhotoTag[], since: Date | undefined): boolean {
  return tags.some(
    ({ person, taggedBy, taggedAt }) =>
      memberOfPerson(person.id) === taggedBy && (since === undefined || taggedAt.getTime() > since.getTime()),
  );
}
