import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from '@slack/bolt';
import { messageOf } from '../errors.js';
import { explainFailure } from '../failures.js';
import type { Services } from '../services.js';
import { type CommandResponder, createCommandResponder } from '../slack/command-responder.js';
import { unlessGone } from '../slack/errors.js';
import { startDeadline } from '../slack/timeout.js';
import { openTraining, refreshReplies, runTraining } from '../training/run-training.js';
import { whyNotTrain } from '../training/trainer.js';
import { describeContact } from '../views/help.js';
import {
  describePromotion,
  describeStatus,
  describeUndo,
  type PrivateMessage,
  TRAINING_USAGE,
  unknownSubcommand,
} from '../views/training.js';
import { buildTrainingModal } from '../views/training-report.js';
import { TRAINING_WORDING } from '../views/wording/training.js';

import { openEarlierPhotos } from './earlier-photos.js';
import { answerInviteCommand } from './invite.js';

type TrainFacesArgs = AllMiddlewareArgs & SlackCommandMiddlewareArgs;

/** In ms. A quick training shows only its report. A trigger expires after 3 s. */
const PROGRESS_AFTER_MS = 1500;

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
      await (!isChange && services.trainer.isRunning ? ack(privately({ text: TRAINING_WORDING.alreadyRuns })) : ack());
      const reason = await mayNot;
      if (reason !== undefined) return responder.finish({ text: reason });
      await (isChange ? changeModel(services, subcommand, responder) : train(services, command, responder));
    } else if (subcommand === 'help') {
      await ack(privately({ text: `${TRAINING_USAGE}\n${describeContact(services.helpContact)}` }));
    } else if (subcommand === 'earlier') {
      await ack();
      await openEarlierPhotos(services, command);
    } else if (subcommand === 'status') {
      await ack();
      await responder.finish({ text: await statusText(services, command.user_id) });
    } else if (/^invite(\s|$)/.test(subcommand)) {
      await ack();
      const typed = command.text.trim().slice('invite'.length).trim();
      await responder.finish(await answerInviteCommand(services, command.user_id, typed));
    } else {
      await ack(privately({ text: unknownSubcommand() }));
    }
  };
}

/** Slack lets no answer to a command replace another, so progress is shown in a modal, and only if there is any to show. */
async function train(
  services: Services,
  command: { readonly user_id: string; readonly trigger_id: string },
  responder: CommandResponder,
): Promise<void> {
  const progress = showIfLong(services, command.trigger_id);
  await runTraining(services, command.user_id, {
    async finish(message) {
      await Promise.all([responder.finish(message), progress.finish(message)]);
    },
    tell: (message) => responder.tell(message),
  });
}

/** Opens a modal if a training takes longer than a moment. In the end it shows the first lines of the result. */
function showIfLong({ slack, sleep, log }: Services, trigger_id: string) {
  let isFinished = false;
  let opening: Promise<string | undefined> | undefined;
  const waiting = sleep(PROGRESS_AFTER_MS).then(() => {
    if (isFinished) return undefined;
    opening = openTraining(slack, trigger_id, TRAINING_WORDING.follows);
    return opening;
  });
  waiting.catch((error: unknown) => {
    // A trigger that was used too late, for example. The result comes in the conversation anyway.
    log.debug(`Progress not shown: ${messageOf(error)}`);
  });

  return {
    async finish({ text, blocks }: PrivateMessage): Promise<void> {
      isFinished = true;
      const viewId = await opening?.catch(() => undefined);
      if (viewId === undefined) return;
      const view = buildTrainingModal({ text, ...(blocks === undefined ? {} : { blocks: blocks.slice(0, 1) }) });
      await unlessGone(slack.views.update({ view_id: viewId, view }));
    },
  };
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

async function statusText(services: Services, viewerId: string): Promise<string> {
  try {
    const state = await services.recognizer.model.state();
    return describeStatus({ state, isRunning: services.trainer.isRunning, viewerId });
  } catch (error) {
    return explainFailure(error, services.log);
  }
}

function privately(message: PrivateMessage) {
  return { response_type: 'ephemeral' as const, ...message };
}
