import type { Recognizer } from '../clarifai/recognizer.js';
import type { Deps } from '../deps.js';
import type { TrainingState } from '../faces/model.js';
import { explainFailure, isStopping } from '../failures.js';
import type { RefreshReplies } from '../replies/refresh-replies.js';
import { TRAINED_AUTOMATICALLY } from '../views/training.js';
import { whatWasLearned } from './run-training.js';
import type { Trainer } from './trainer.js';

/** Trains some minutes after the last tag, without being asked and without a message. */
export interface AutoTrain {
  /** Someone has named a face: starts the wait anew. */
  noteTag(): void;
  /** After a start: waits, too, if there are tags that no training has read. */
  noteEarlierTags(): Promise<void>;
  /** Stops waiting. The next start sees which tags are new. */
  close(): void;
}

type AutoTrainDeps = Pick<Deps, 'recognizer' | 'log' | 'isAlone' | 'autoTrainMinutes' | 'inBackground'> & {
  readonly trainer: Trainer;
  readonly refreshReplies: RefreshReplies;
  /** Tests replace it. */
  readonly random?: () => number;
};

const MINUTE_MS = 60_000;
/** In ms. Processes that wait for the same tag look at different times, so that the second sees that the first is training. */
const MAX_SPREAD_MS = 30_000;

/**
 * One timer for all tags. A process that trains first leaves nothing to the others: each looks at the newest training when its
 * timer ends. The model that comes out is only used if it is not worse, as in every training.
 */
export function createAutoTrain(deps: AutoTrainDeps): AutoTrain {
  const { autoTrainMinutes: minutes, recognizer, trainer, log, random = Math.random } = deps;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function wait(): void {
    if (minutes === undefined || isClosed) return;
    clearTimeout(timer);
    const spread = deps.isAlone ? 0 : random() * MAX_SPREAD_MS;
    timer = setTimeout(() => deps.inBackground(trainIfNeeded), minutes * MINUTE_MS + spread);
    timer.unref();
  }

  async function trainIfNeeded(): Promise<void> {
    try {
      const due = trainer.isRunning ? 'later' : whatIsDue(await recognizer.model.state(), deps.isAlone);
      if (due === 'later') wait();
      if (due !== 'now') return;
      const outcome = await trainer.train(TRAINED_AUTOMATICALLY);
      if (outcome.kind !== 'trained') return;
      const { report } = outcome;
      const { isPromoted } = report;
      log.info(isPromoted ? 'Trained by itself.' : 'Trained by itself, but the model before is better and stays.');
      if (isPromoted) deps.refreshReplies({ what: whatWasLearned(report) });
    } catch (error) {
      if (isStopping(error)) return;
      log.info(`Not trained by itself, but I will try again: ${explainFailure(error, log)}`);
      wait();
    }
  }

  return {
    noteTag: wait,
    async noteEarlierTags() {
      if (minutes !== undefined && whatIsDue(await recognizer.model.state(), deps.isAlone) !== 'never') wait();
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
 */
export function whatIsDue({ now, newest }: TrainingState, isAlone: boolean): 'now' | 'later' | 'never' {
  if (now.tags === 0 || newest?.outcome === 'rolled back') return 'never';
  if (newest === undefined) return 'now';
  if (newest.outcome === 'running') return isAlone ? 'now' : 'later';
  return newest.tagsSince > 0 ? 'now' : 'never';
}

/** The same recogniser, which also reports every name that was given to a face. */
export function reportingTags(recognizer: Recognizer, onTag: () => void): Recognizer {
  const { tags } = recognizer;
  return {
    ...recognizer,
    tags: {
      ...tags,
      async add(tag) {
        const outcome = await tags.add(tag);
        onTag();
        return outcome;
      },
      async saveAnswers(answers) {
        const first = await tags.saveAnswers(answers);
        onTag();
        return first;
      },
    },
  };
}
