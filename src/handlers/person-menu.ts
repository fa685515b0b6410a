import type {
  AllMiddlewareArgs,
  BlockAction,
  OverflowAction,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import { explainFailure } from '../failures.js';
import { confirmAgreed } from '../people/consent/confirm-agreed.js';
import { openPhotos } from '../people/find/show-photos.js';
import { removePerson } from '../people/identity/change-identity.js';
import { openConfirmPerson, openNotice, openPerson, showChange } from '../people/person-views.js';
import type { Services } from '../services.js';
import { unlessGone } from '../slack/errors.js';
import { readPersonChoice } from '../views/home-people.js';
import { readPersonContext } from '../views/person-context.js';
import { buildNotice } from '../views/person-modal.js';
import { WORDING } from '../views/wording/general.js';
import { PEOPLE_WORDING } from '../views/wording/people.js';
import { acknowledgeForm, type FormOutcome } from './acknowledge.js';
import { homeOf } from './change-person.js';

type MenuArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<OverflowAction>>;

/** The menu beside a person in App Home. */
export function createPersonMenuHandler(services: Services): (args: MenuArgs) => Promise<void> {
  return async ({ ack, action, body }) => {
    await ack();
    const trigger = { id: body.trigger_id, isInModal: false };
    const origin = homeOf(body);
    const userId = body.user.id;
    const chosen = readPersonChoice(action.selected_option.value);
    if (chosen === undefined) return openNotice(services, body.trigger_id, origin, WORDING.outdatedMenu);
    const { choice, person } = chosen;
    if (choice === 'agreed') {
      try {
        await confirmAgreed(services, person.personId, userId);
      } catch (error) {
        return openNotice(services, body.trigger_id, origin, explainFailure(error, services.log));
      }
      return showChange(services, userId, origin);
    }
    if (choice === 'photos')
      return openPhotos(services, trigger, userId, { kind: 'person', personId: person.personId });
    if (choice === 'change') return openPerson(services, trigger, userId, person, origin);
    await openConfirmPerson(services, trigger, userId, { choice, person }, origin);
  };
}

type SubmittedArgs = AllMiddlewareArgs & SlackViewMiddlewareArgs<ViewSubmitAction>;

/** "Remove" in the modal that asks first. */
export function createRemoveSubmittedHandler(services: Services): (args: SubmittedArgs) => Promise<void> {
  return async ({ ack, body, view }) => {
    const context = readPersonContext(view.private_metadata);
    const by = body.user.id;
    const storing = removePerson(services, { personId: context.personId ?? '', by }).then(
      (): FormOutcome => ({ kind: 'stored' }),
      (error: unknown): FormOutcome => ({
        kind: 'ask',
        view: buildNotice(context, explainFailure(error, services.log)),
      }),
    );
    const meanwhile = buildNotice(context, PEOPLE_WORDING.changing);
    const isShown = await acknowledgeForm(ack, storing, { block: '', meanwhile });
    const outcome = await storing;
    if (!isShown) {
      const notice = outcome.kind === 'ask' ? outcome.view : buildNotice(context, PEOPLE_WORDING.changed);
      await unlessGone(services.slack.views.update({ view_id: view.id, view: notice }));
    }
    if (outcome.kind === 'stored') await showChange(services, by, context.origin);
  };
}
