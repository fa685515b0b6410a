import type { AllMiddlewareArgs, RespondFn, SlackCommandMiddlewareArgs } from '@slack/bolt';
import type { TrainingStep } from '../clarifai/recognizer.js';
import {
  buildTrainingReport,
  describeStatus,
  NOBODY_NAMED,
  type PrivateMessage,
  TRAINING_STARTED,
  TRAINING_STEPS,
  TRAINING_USAGE,
  unknownSubcommand,
} from '../views/training.js';
import { WORDING } from '../views/wording.js';
import type { Deps } from './deps.js';
import { explainFailure } from './failures.js';
import type { Directory } from './people/directory.js';
import type { Trainer } from './training.js';

type TrainFacesArgs = AllMiddlewareArgs & SlackCommandMiddlewareArgs;

type TrainDeps = Pick<Deps, 'slack' | 'log' | 'signal'> & {
  readonly trainer: Trainer;
  readonly directory: Directory;
};

/** Slack lets an answer be replaced five times; the last is kept for the report. */
const MAX_PROGRESS_UPDATES = 4;

/** `/train-faces`: learn from every name given so far. Everything is said only to whoever asked. */
export function createTrainFacesHandler(deps: TrainDeps): (args: TrainFacesArgs) => Promise<void> {
  return async ({ ack, command, respond }) => {
    const subcommand = command.text.trim().toLowerCase();
    if (subcommand === '') {
      await ack(privately({ text: deps.trainer.isRunning ? WORDING.trainingAlreadyRuns : TRAINING_STARTED }));
      await train(deps, command, respond);
    } else if (subcommand === 'help') {
      await ack(privately({ text: TRAINING_USAGE }));
    } else if (subcommand === 'status') {
      await ack();
      await respond(privately({ text: await statusText(deps) }));
    } else {
      await ack(privately({ text: unknownSubcommand() }));
    }
  };
}

async function train(
  deps: TrainDeps,
  asker: { readonly user_id: string; readonly channel_id: string },
  respond: RespondFn,
): Promise<void> {
  const progress = createProgress(deps, respond);
  let message: PrivateMessage;
  try {
    const outcome = await deps.trainer.train(asker.user_id, progress.show);
    message = outcome.kind === 'trained' ? buildTrainingReport(outcome.report) : { text: NOBODY_NAMED };
  } catch (error) {
    message = { text: `Training failed. ${explainFailure(error, deps.log)} Nothing has changed: I go on as before.` };
  }
  await progress.finish();
  try {
    await respond({ ...privately(message), replace_original: true });
  } catch (error) {
    // After half an hour Slack no longer takes answers to the command.
    deps.log.info(`Report sent as a message: ${error instanceof Error ? error.message : String(error)}`);
    await deps.slack.chat.postEphemeral({ channel: asker.channel_id, user: asker.user_id, ...message });
  }
}

/** Shows the newest step, one update at a time; steps that are over before they could be shown are left out. */
function createProgress(deps: TrainDeps, respond: RespondFn) {
  let newest: TrainingStep | undefined;
  let shown: TrainingStep = 'reading tags';
  let updates = 0;
  let isSending = false;
  let sent: Promise<void> = Promise.resolve();

  async function send(): Promise<void> {
    isSending = true;
    while (newest !== undefined && newest !== shown && updates < MAX_PROGRESS_UPDATES) {
      shown = newest;
      updates += 1;
      try {
        await respond({ ...privately({ text: TRAINING_STEPS[shown] }), replace_original: true });
      } catch (error) {
        deps.log.info(`Progress not shown: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    isSending = false;
  }

  return {
    show(step: TrainingStep): void {
      newest = step;
      if (!isSending) sent = send();
    },
    /** Waits until nothing can overtake the report. */
    async finish(): Promise<void> {
      newest = undefined;
      await sent;
    },
  };
}

async function statusText(deps: TrainDeps): Promise<string> {
  try {
    const people = await deps.directory.listPeopleNow();
    return describeStatus({ people: people.length, training: deps.trainer.isRunning });
  } catch (error) {
    return explainFailure(error, deps.log);
  }
}

function privately(message: PrivateMessage) {
  return { response_type: 'ephemeral' as const, ...message };
}
