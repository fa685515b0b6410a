import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from '@slack/bolt';
import type { TrainingStep } from '../clarifai/recognizer.js';
import { messageOf } from '../errors.js';
import type { TrainingReport } from '../faces/training-report.js';
import { explainFailure } from '../failures.js';
import type { Services } from '../services.js';
import { type CommandResponder, createCommandResponder } from '../slack/command-responder.js';
import { startDeadline } from '../slack/timeout.js';
import { findPhotoLinks } from '../training/photo-links.js';
import { whyNotTrain } from '../training/trainer.js';
import { describeContact } from '../views/help.js';
import {
  describePromotion,
  describeStatus,
  describeUndo,
  NO_ONE_NAMED,
  type PrivateMessage,
  TRAINING_STEPS,
  TRAINING_USAGE,
  trainingFailed,
  unknownSubcommand,
} from '../views/training.js';
import { buildTrainingReport, tagsToLink } from '../views/training-report.js';
import { repliesRefreshed, WORDING } from '../views/wording.js';

type TrainFacesArgs = AllMiddlewareArgs & SlackCommandMiddlewareArgs;

/** In ms. A step that takes longer is worth a message. A quick training shows only its report. */
const LONG_STEP_MS = 2500;

/** `/train-faces` and its subcommands. Only the person who ran it sees the answers. */
export function createTrainFacesHandler(services: Services): (args: TrainFacesArgs) => Promise<void> {
  return async ({ ack, command, respond }) => {
    const responder = createCommandResponder(services, command, respond);
    const subcommand = command.text.trim().toLowerCase();
    const isChange = subcommand === 'undo' || subcommand === 'promote';
    if (subcommand === '' || isChange) {
      const mayNot = whyNotTrain(services, command.user_id).catch((error: unknown) =>
        explainFailure(error, services.log),
      );
      const known = await startDeadline().before(mayNot.then((reason) => ({ reason })));
      if (known?.reason !== undefined) return ack(privately({ text: known.reason }));
      await (!isChange && services.trainer.isRunning ? ack(privately({ text: WORDING.trainingAlreadyRuns })) : ack());
      const reason = await mayNot;
      if (reason !== undefined) return responder.finish({ text: reason });
      await (isChange ? changeModel(services, subcommand, responder) : train(services, command.user_id, responder));
    } else if (subcommand === 'help') {
      await ack(privately({ text: `${TRAINING_USAGE}\n${describeContact(services.helpContact)}` }));
    } else if (subcommand === 'status') {
      await ack();
      await responder.finish({ text: await statusText(services) });
    } else {
      await ack(privately({ text: unknownSubcommand() }));
    }
  };
}

async function train(services: Services, userId: string, responder: CommandResponder): Promise<void> {
  const progress = createProgress(services, responder);
  let message: PrivateMessage;
  let isPromoted = false;
  try {
    const outcome = await services.trainer.train(userId, progress.show);
    message = outcome.kind === 'trained' ? await reportTo(services, userId, outcome.report) : { text: NO_ONE_NAMED };
    isPromoted = outcome.kind === 'trained' && outcome.report.isPromoted;
  } catch (error) {
    message = { text: trainingFailed(explainFailure(error, services.log)) };
  }
  await progress.finish();
  await responder.finish(message);
  if (isPromoted) refreshReplies(services, responder);
}

async function reportTo(services: Services, userId: string, report: TrainingReport): Promise<PrivateMessage> {
  return buildTrainingReport(report, await findPhotoLinks(services, userId, tagsToLink(report)));
}

async function changeModel(services: Services, to: 'undo' | 'promote', responder: CommandResponder): Promise<void> {
  let text: string;
  let isChanged = false;
  try {
    const change = await (to === 'undo' ? services.trainer.undo() : services.trainer.promote());
    text = to === 'undo' ? describeUndo(change) : describePromotion(change);
    isChanged = change.kind === 'changed';
  } catch (error) {
    text = explainFailure(error, services.log);
  }
  await responder.finish({ text });
  if (isChanged) refreshReplies(services, responder);
}

/** After a change of model, earlier replies may name other people. */
function refreshReplies(services: Services, responder: CommandResponder): void {
  services.refreshReplies({ what: 'training', onDone: (changed) => tellRefreshed(responder, changed) });
}

async function tellRefreshed(responder: CommandResponder, changed: number): Promise<void> {
  if (changed > 0) await responder.tell({ text: repliesRefreshed(changed) });
}

/** Shows a step only if it takes long, because Slack lets no answer to a command replace another. */
function createProgress(services: Services, responder: CommandResponder) {
  let current: TrainingStep | undefined;
  let told: Promise<void> = Promise.resolve();

  async function mentionIfLong(step: TrainingStep): Promise<void> {
    await services.sleep(LONG_STEP_MS);
    if (current !== step) return;
    told = responder.tell({ text: TRAINING_STEPS[step] });
    await told;
  }

  return {
    show(step: TrainingStep): void {
      current = step;
      mentionIfLong(step).catch((error: unknown) => {
        services.log.debug(`Progress not shown: ${messageOf(error)}`);
      });
    },
    /** Resolves when no progress message can arrive after the report. */
    async finish(): Promise<void> {
      current = undefined;
      await told;
    },
  };
}

async function statusText(services: Services): Promise<string> {
  try {
    const state = await services.recognizer.model.state();
    return describeStatus({ state, isRunning: services.trainer.isRunning });
  } catch (error) {
    return explainFailure(error, services.log);
  }
}

function privately(message: PrivateMessage) {
  return { response_type: 'ephemeral' as const, ...message };
}
