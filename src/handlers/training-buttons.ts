import type { AllMiddlewareArgs, BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { UserFacingError } from '../errors.js';
import { explainFailure } from '../failures.js';
import { showHome } from '../people/home/show-home.js';
import { mergePeople } from '../people/identity/change-identity.js';
import type { Services } from '../services.js';
import { unlessGone } from '../slack/errors.js';
import { openModal } from '../slack/modals.js';
import { TEXT_AS_WRITTEN } from '../slack/text-as-written.js';
import { openTraining, runTraining } from '../training/run-training.js';
import { whyNotTrain } from '../training/trainer.js';
import type { PrivateMessage } from '../views/training.js';
import { readMergeRef } from '../views/training-checks.js';
import { buildTrainingDetails, buildTrainingModal, buildTrainingReport } from '../views/training-report.js';
import { WORDING } from '../views/wording/general.js';
import { TRAINING_WORDING } from '../views/wording/training.js';
import { acknowledgeWhenStored } from './acknowledge.js';

type ButtonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;
type ButtonHandler = (args: ButtonArgs) => Promise<void>;

/** "Train" in App Home. A modal shows that it is running, and then the report. */
export function createTrainHandler(services: Services): ButtonHandler {
  const { slack } = services;
  return async ({ ack, body }) => {
    await ack();
    const userId = body.user.id;
    const viewId = await openTraining(slack, body.trigger_id, TRAINING_WORDING.running);
    const mayNot = await whyNotTrain(services, userId).catch((error: unknown) => explainFailure(error, services.log));
    if (mayNot !== undefined) {
      await showIn(viewId, { text: mayNot });
      return;
    }
    await runTraining(services, userId, {
      async finish(message) {
        // Whoever closed the modal gets the report in a direct message.
        if (!(await showIn(viewId, message)))
          await services.slackForPosts.chat.postMessage({ channel: userId, ...message, ...TEXT_AS_WRITTEN });
      },
    });
    await showHome(services, userId);
  };

  /** @returns whether the modal is still open. */
  async function showIn(viewId: string | undefined, message: PrivateMessage): Promise<boolean> {
    if (viewId === undefined) return false;
    const view = buildTrainingModal(message);
    return (await unlessGone(slack.views.update({ view_id: viewId, view }))) !== undefined;
  }
}

/** "Details" of a training report. */
export function createTrainingDetailsHandler({ slack, recentReports }: Services): ButtonHandler {
  return async ({ ack, action, body }) => {
    await ack();
    const shown = recentReports.find(action.value ?? '');
    const view =
      shown === undefined
        ? buildTrainingModal({ text: TRAINING_WORDING.reportGone })
        : buildTrainingDetails(shown.report);
    await openModal(slack, { id: body.trigger_id, isInModal: body.view?.type === 'modal' }, view);
  };
}

/** "Merge" in a training report, once confirmed. The report then shows the result, or what went wrong. */
export function createMergePairHandler(services: Services): ButtonHandler {
  return async ({ ack, action, body, respond }) => {
    const ref = readMergeRef(action.value ?? '');
    const storing = merge();
    await acknowledgeWhenStored(ack, storing);
    const problem = await storing.then(
      () => undefined,
      (error: unknown) => explainFailure(error, services.log),
    );
    if (problem === undefined) {
      services.directory.forgetPeople();
      services.refreshReplies({ what: 'people' });
    }
    await show(problem);

    async function merge(): Promise<void> {
      if (ref === undefined) throw new UserFacingError(WORDING.outdatedMenu);
      await mergePeople(services, { personId: ref.personId, sameAs: ref.intoId, by: body.user.id });
    }

    /** The report may be from before a restart. Then only the result is shown. */
    async function show(why: string | undefined): Promise<void> {
      const merged =
        ref && why === undefined ? services.recentReports.addMerged(ref.reportId, ref.personId) : undefined;
      const message = merged === undefined ? { text: why ?? TRAINING_WORDING.merged } : buildTrainingReport(merged);
      if (body.view !== undefined) {
        const view = buildTrainingModal(message);
        // A problem opens on top, so that the report stays.
        if (merged === undefined) await openModal(services.slack, { id: body.trigger_id, isInModal: true }, view);
        else await unlessGone(services.slack.views.update({ view_id: body.view.id, view }));
        return;
      }
      await respond({ response_type: 'ephemeral', replace_original: merged !== undefined, ...message });
    }
  };
}
