import type {
  AllMiddlewareArgs,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import { explainFailure, tellPrivately } from '../failures.js';
import { type NamesSaved, saveNameForm } from '../people/name-everyone/save-form.js';
import { continueNameForm, keepNameForm, openNameForm } from '../people/name-everyone/show-form.js';
import type { Services } from '../services.js';
import { unlessGone } from '../slack/errors.js';
import { buildNameFormNotice, type NameFormSubmission, readNameForm } from '../views/name-form.js';
import { NAMING_WORDING, namesSaved } from '../views/wording/naming.js';
import { acknowledgeForm, answerClick } from './acknowledge.js';

type ButtonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** "Name everyone" in a reply. */
export function createNameEveryoneHandler(services: Services): (args: ButtonArgs) => Promise<void> {
  return async ({ ack, body, respond }) => {
    await answerClick(
      services,
      { ack, body, respond },
      { show: ({ reply }) => openNameForm(services, body.trigger_id, reply) },
    );
  };
}

type SubmittedArgs = AllMiddlewareArgs & SlackViewMiddlewareArgs<ViewSubmitAction>;

/** "Save" in the form. */
export function createNameFormHandler(services: Services): (args: SubmittedArgs) => Promise<void> {
  return async ({ ack, body, view }) => {
    const submission = readNameForm(view);
    const { reply } = submission.context;
    const storing = saveNameForm(services, submission, body.user.id).catch(
      (error: unknown): NamesSaved => ({ kind: 'refused', why: explainFailure(error, services.log) }),
    );
    const meanwhile = buildNameFormNotice(NAMING_WORDING.savingNames);
    const goingOn = storing.then((outcome) =>
      // The next faces come in the same modal.
      outcome.kind === 'stored' && outcome.view === undefined && outcome.next !== undefined
        ? { ...outcome, view: meanwhile }
        : outcome,
    );
    const isShown = await acknowledgeForm(ack, goingOn, { block: submission.firstBlock, meanwhile });
    const outcome = await storing;
    try {
      if (!isShown) await showOutcome(services, view.id, outcome, submission);
      if (outcome.kind !== 'stored') return;
      const showNext =
        outcome.view === undefined && outcome.next !== undefined
          ? continueNameForm(services, view.id, outcome.next)
          : undefined;
      await Promise.all([showNext, outcome.saved > 0 ? services.updateReply(reply) : undefined]);
    } catch (error) {
      const { channelId, threadTs } = reply;
      await tellPrivately(services, { channelId, threadTs, userId: body.user.id }, explainFailure(error, services.log));
    }
  };
}

/** Replaces “Saving…” by the outcome. */
async function showOutcome(
  services: Services,
  view_id: string,
  outcome: NamesSaved,
  submission: NameFormSubmission,
): Promise<void> {
  const view =
    outcome.kind === 'refused'
      ? keepNameForm(services, submission, outcome.why)
      : (outcome.view ?? buildNameFormNotice(namesSaved(outcome.kind === 'stored' ? outcome.saved : 0)));
  await unlessGone(services.slack.views.update({ view_id, view }));
}
