import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from '@slack/bolt';
import type { TrainingStep } from '../clarifai/recognizer.js';
import type { Deps } from '../deps.js';
import { messageOf } from '../errors.js';
import type { TrainingReport } from '../faces/training-report.js';
import { explainFailure } from '../failures.js';
import { findPhotoLinks } from '../replies/photo-links.js';
import type { RefreshReplies } from '../replies/refresh-replies.js';
import { type CommandAnswers, createCommandAnswers } from '../slack/command-responder.js';
import { within } from '../slack/timeout.js';
import { whyNotTrain } from '../training/may-train.js';
import type { Trainer } from '../training/trainer.js';
import { describeContact } from '../views/help.js';
import {
  describePromotion,
  describeStatus,
  describeUndo,
  NOBODY_NAMED,
  type PrivateMessage,
  TRAINING_STARTED,
  TRAINING_STEPS,
  TRAINING_USAGE,
  trainingFailed,
  unknownSubcommand,
} from '../views/training.js';
import { buildTrainingReport, tagsToLink } from '../views/training-report.js';
import { repliesRefreshed, WORDING } from '../views/wording.js';

type TrainFacesArgs = AllMiddlewareArgs & SlackCommandMiddlewareArgs;

type TrainDeps = Pick<
  Deps,
  'recognizer' | 'slack' | 'slackForPosts' | 'trainers' | 'helpContact' | 'log' | 'signal' | 'now' | 'sleep'
> & {
  readonly trainer: Trainer;
  readonly refreshReplies: RefreshReplies;
};

/** A step that takes longer than this is worth a message of its own. */
const LONG_STEP_MS = 5000;
/** Slack waits 3 s for the acknowledgement; who may train has to be known by then, or is told after. */
const ACK_PATIENCE_MS = 2000;

/** `/train-faces`: learn from every name given so far. Everything is said only to whoever asked. */
export function createTrainFacesHandler(deps: TrainDeps): (args: TrainFacesArgs) => Promise<void> {
  return async ({ ack, command, respond }) => {
    const answers = createCommandAnswers(deps, command, respond);
    const subcommand = command.text.trim().toLowerCase();
    const isChange = subcommand === 'undo' || subcommand === 'promote';
    if (subcommand === '' || isChange) {
      const mayNot = whyNotTrain(deps, command.user_id).catch((error: unknown) => explainFailure(error, deps.log));
      const known = await within(
        ACK_PATIENCE_MS,
        mayNot.then((reason) => ({ reason })),
      );
      if (known?.reason !== undefined) return ack(privately({ text: known.reason }));
      const begun = deps.trainer.isRunning ? WORDING.trainingAlreadyRuns : TRAINING_STARTED;
      await (isChange ? ack() : ack(privately({ text: begun })));
      const reason = await mayNot;
      if (reason !== undefined) return answers.conclude({ text: reason });
      await (isChange ? changeModel(deps, subcommand, answers) : train(deps, command.user_id, answers));
    } else if (subcommand === 'help') {
      await ack(privately({ text: `${TRAINING_USAGE}\n${describeContact(deps.helpContact)}` }));
    } else if (subcommand === 'status') {
      await ack();
      await answers.conclude({ text: await statusText(deps) });
    } else {
      await ack(privately({ text: unknownSubcommand() }));
    }
  };
}

async function train(deps: TrainDeps, userId: string, answers: CommandAnswers): Promise<void> {
  const progress = createProgress(deps, answers);
  let message: PrivateMessage;
  let isPromoted = false;
  try {
    const outcome = await deps.trainer.train(userId, progress.show);
    message = outcome.kind === 'trained' ? await reportTo(deps, userId, outcome.report) : { text: NOBODY_NAMED };
    isPromoted = outcome.kind === 'trained' && outcome.report.isPromoted;
  } catch (error) {
    message = { text: trainingFailed(explainFailure(error, deps.log)) };
  }
  await progress.finish();
  await answers.conclude(message);
  if (isPromoted) refreshReplies(deps, answers);
}

async function reportTo(deps: TrainDeps, userId: string, report: TrainingReport): Promise<PrivateMessage> {
  return buildTrainingReport(report, await findPhotoLinks(deps, userId, tagsToLink(report)));
}

async function changeModel(deps: TrainDeps, to: 'undo' | 'promote', answers: CommandAnswers): Promise<void> {
  let text: string;
  let isChanged = false;
  try {
    const change = await (to === 'undo' ? deps.trainer.undo() : deps.trainer.promote());
    text = to === 'undo' ? describeUndo(change) : describePromotion(change);
    isChanged = change.kind === 'changed';
  } catch (error) {
    text = explainFailure(error, deps.log);
  }
  await answers.conclude({ text });
  if (isChanged) refreshReplies(deps, answers);
}

/** What follows when another model is in use: earlier replies may now know somebody. */
function refreshReplies(deps: TrainDeps, answers: CommandAnswers): void {
  deps.refreshReplies({ what: 'training', onDone: (changed) => tellOfRefreshed(answers, changed) });
}

async function tellOfRefreshed(answers: CommandAnswers, changed: number): Promise<void> {
  if (changed > 0) await answers.mention({ text: repliesRefreshed(changed) });
}

/** Says which step it is at, but only when that step takes long: each message stays in front of the person. */
function createProgress(deps: TrainDeps, answers: CommandAnswers) {
  let current: TrainingStep | undefined;
  let said: Promise<void> = Promise.resolve();

  async function mentionIfLong(step: TrainingStep): Promise<void> {
    await deps.sleep(LONG_STEP_MS);
    if (current !== step) return;
    said = answers.mention({ text: TRAINING_STEPS[step] });
    await said;
  }

  return {
    show(step: TrainingStep): void {
      current = step;
      // The acknowledgement said the first one.
      if (step === 'reading tags') return;
      mentionIfLong(step).catch((error: unknown) => {
        deps.log.debug(`Progress not shown: ${messageOf(error)}`);
      });
    },
    /** Waits until nothing can overtake the report. */
    async finish(): Promise<void> {
      current = undefined;
      await said;
    },
  };
}

async function statusText(deps: TrainDeps): Promise<string> {
  try {
    const state = await deps.recognizer.model.state();
    return describeStatus({ state, isRunning: deps.trainer.isRunning });
  } catch (error) {
    return explainFailure(error, deps.log);
  }
}

function privately(message: PrivateMessage) {
  return { response_type: 'ephemeral' as const, ...message };
}
