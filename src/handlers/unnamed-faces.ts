import type {
  AllMiddlewareArgs,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import { explainFailure } from '../failures.js';
import { showHome } from '../people/home/show-home.js';
import { saveGroup } from '../people/unnamed/save-group.js';
import { openGroup, openUnnamed, showUnnamed } from '../people/unnamed/show-groups.js';
import type { Services } from '../services.js';
import { unlessGone } from '../slack/errors.js';
import { readFaces } from '../views/packed-faces.js';
import { buildUnnamedNotice, readGroupForm } from '../views/unnamed-faces.js';
import { NAMING_WORDING } from '../views/wording/naming.js';
import { groupSaved } from '../views/wording/unnamed-faces.js';
import { acknowledgeForm, type FormOutcome } from './acknowledge.js';

type ButtonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;
type SubmittedArgs = AllMiddlewareArgs & SlackViewMiddlewareArgs<ViewSubmitAction>;

/** All faces without a name, and "Back" and "More" among them. */
export function createUnnamedHandler(services: Services): (args: ButtonArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    await ack();
    const userId = body.user.id;
    if (body.view?.type === 'modal') await showUnnamed(services, body.view.id, userId, Number(action.value ?? 0));
    else await openUnnamed(services, { id: body.trigger_id, isInModal: false }, userId);
  };
}

/** "Name…" beside a group. */
export function createNameGroupHandler(services: Services): (args: ButtonArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    await ack();
    const trigger = { id: body.trigger_id, isInModal: body.view?.type === 'modal' };
    await openGroup(services, trigger, body.user.id, readFaces(action.value ?? ''));
  };
}

/** "Save" in the form of a group. */
export function createGroupSubmittedHandler(services: Services): (args: SubmittedArgs) => Promise<void> {
  return async ({ ack, body, view }) => {
    const userId = body.user.id;
    const submission = readGroupForm(view);
    const storing = saveGroup(services, submission, userId).then(
      (saved): FormOutcome => ({ kind: 'stored', view: buildUnnamedNotice(groupSaved(saved.saved, saved.leftOut)) }),
      (error: unknown): FormOutcome => ({ kind: 'refused', why: explainFailure(error, services.log) }),
    );
    const meanwhile = buildUnnamedNotice(NAMING_WORDING.savingNames);
    const isShown = await acknowledgeForm(ack, storing, { block: submission.nameBlock, meanwhile });
    const outcome = await storing;
    if (!isShown) {
      const notice =
        outcome.kind === 'refused' ? buildUnnamedNotice(outcome.why) : 'view' in outcome ? outcome.view : undefined;
      if (notice !== undefined) await unlessGone(services.slack.views.update({ view_id: view.id, view: notice }));
    }
    if (outcome.kind === 'stored') await showHome(services, userId);
  };
}
