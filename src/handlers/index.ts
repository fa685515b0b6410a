import type {
  App,
  BlockAction,
  ButtonAction,
  ExternalSelectAction,
  MessageShortcut,
  OverflowAction,
  PlainTextInputAction,
} from '@slack/bolt';
import { logBug } from '../failures.js';
import type { Services } from '../services.js';
import { NAME_AGAIN_ACTION } from '../views/beaten.js';
import { FIND_PHOTOS_COMMAND, NAME_FACES_SHORTCUT, TRAIN_FACES_COMMAND } from '../views/commands.js';
import { FORGET_PERSON_VIEW, REMOVE_PERSON_VIEW } from '../views/confirm-person.js';
import { CONSENT_ACTION, NOT_ME_TOLD_ACTION } from '../views/consent.js';
import { EARLIER_CHECK_ACTION, EARLIER_START_ACTION, EARLIER_STOP_ACTION } from '../views/earlier-photos.js';
import { THIS_IS_ME_ACTION } from '../views/enrolment.js';
import { PICK_PERSON_ACTION } from '../views/face-controls.js';
import {
  CONFIRM_PERSON_ACTION,
  NOT_ME_ACTION,
  REJECT_PERSON_ACTION,
  UNFLAG_FACE_ACTION,
  UNTAG_FACE_ACTION,
} from '../views/face-row.js';
import { FORGET_PERSON_ACTION } from '../views/forget.js';
import { FIND_PHOTOS_ACTION, PHOTOS_PAGE_ACTION } from '../views/found-photos.js';
import { OWN_DATA_ACTION } from '../views/home.js';
import {
  FIND_EVERYONE_ACTION,
  FIND_PERSON_ACTION,
  HOME_PAGE_ACTION,
  PERSON_MENU_ACTION,
} from '../views/home-people.js';
import { TRAIN_ACTION } from '../views/home-training.js';
import { CANCEL_INVITE_ACTION, INVITE_ACTION } from '../views/invite.js';
import { KEEP_PERSON_ACTION } from '../views/lapse.js';
import { NAME_EVERYONE_ACTION, NAME_EVERYONE_VIEW, NAME_FACE_ACTION } from '../views/name-form.js';
import { CHANGE_NAMES_ACTION } from '../views/names-modal.js';
import { NEW_PERSON_VIEW, SAME_PERSON_VIEW } from '../views/new-person-modal.js';
import { ALL_CHANGES_ACTION, UNDO_CHANGE_ACTION } from '../views/person-changes.js';
import {
  CHANGE_PERSON_ACTION,
  MERGE_PERSON_VIEW,
  PERSON_VIEW,
  REMOVE_PERSON_ACTION,
  SAME_AS_ACTION,
} from '../views/person-modal.js';
import { PHOTOS_OF_ME_ACTION } from '../views/photos-of-me.js';
import { TURN_PAGE_ACTION } from '../views/reply.js';
import { MERGE_PAIR_ACTION, SEE_PHOTO_ACTION } from '../views/training-checks.js';
import { TRAINING_DETAILS_ACTION } from '../views/training-report.js';
import { AGREED_ACTION } from '../views/typed-names.js';
import { GROUP_FACES_ACTION, NAME_GROUP_ACTION, NAME_GROUP_VIEW, UNNAMED_ACTION } from '../views/unnamed-faces.js';
import { createAskedForHelpHandler } from './asked-for-help.js';
import { createChangeNamesHandler } from './change-names.js';
import {
  createAllChangesHandler,
  createChangePersonHandler,
  createRemovePersonHandler,
  createUndoChangeHandler,
} from './change-person.js';
import { createConsentHandler, createNotMeToldHandler } from './consent.js';
import { createEarlierCheckHandler, createEarlierStartHandler, createEarlierStopHandler } from './earlier-photos.js';
import { createFindAgainHandler, createFindPhotosHandler, createTurnPhotosPageHandler } from './find-photos.js';
import { createForgetPersonHandler, createForgetSubmittedHandler } from './forget-person.js';
import { createFindPersonHandler, createHomeOpenedHandler, createTurnHomePageHandler } from './home-opened.js';
import { createCancelInviteHandler, createInviteHandler } from './invite.js';
import { createInvitedHandler } from './invited.js';
import { createKeepPersonHandler } from './keep-person.js';
import { createMembersChangedHandler } from './members-changed.js';
import { createMembersOnly } from './members-only.js';
import { createNameAgainHandler } from './name-again.js';
import { createNameEveryoneHandler, createNameFormHandler } from './name-everyone.js';
import { createNameFacesShortcutHandler } from './name-faces-shortcut.js';
import { createAgreedHandler, createNamesTypedHandler } from './names-typed.js';
import { createOwnDataHandler } from './own-data.js';
import { createOwnMessages } from './own-messages.js';
import { createPersonMenuHandler, createRemoveSubmittedHandler } from './person-menu.js';
import { createPhotoPostedHandler, createPhotoRemovedHandler } from './photo-posted.js';
import { createPhotosOfMeHandler } from './photos-of-me.js';
import { createPickPersonHandler } from './pick-person.js';
import {
  createConfirmPersonHandler,
  createNotMeHandler,
  createRejectPersonHandler,
  createTurnPageHandler,
  createUnflagHandler,
  createUntagHandler,
} from './reply-buttons.js';
import { createNewPersonHandler } from './submit-new-person.js';
import { createPersonSubmittedHandler } from './submit-person.js';
import { createSuggestPeopleHandler, createSuggestSameAsHandler } from './suggest-people.js';
import { createThisIsMeHandler } from './this-is-me.js';
import { createTrainFacesHandler } from './train-faces.js';
import { createMergePairHandler, createTrainHandler, createTrainingDetailsHandler } from './training-buttons.js';
import { createGroupSubmittedHandler, createNameGroupHandler, createUnnamedHandler } from './unnamed-faces.js';

/** Registers every listener, one line each. `manifest.yml` declares the same ones. */
export function registerHandlers(app: App, services: Services): void {
  app.use(createOwnMessages(services));
  app.use(createMembersOnly(services));
  app.event('message', createPhotoPostedHandler(services));
  app.event('message', createNamesTypedHandler(services));
  app.action<BlockAction<ButtonAction>>(AGREED_ACTION, createAgreedHandler(services));
  app.action<BlockAction<ButtonAction>>(KEEP_PERSON_ACTION, createKeepPersonHandler(services));
  app.event('message', createAskedForHelpHandler(services));
  app.event('file_deleted', createPhotoRemovedHandler(services));
  app.event('member_joined_channel', createInvitedHandler(services));
  app.event('app_home_opened', createHomeOpenedHandler(services));
  app.event('team_join', createMembersChangedHandler(services));
  app.event('user_change', createMembersChangedHandler(services));
  app.action<BlockAction<ButtonAction>>(new RegExp(`^${HOME_PAGE_ACTION}:`), createTurnHomePageHandler(services));
  app.action<BlockAction<PlainTextInputAction>>(FIND_PERSON_ACTION, createFindPersonHandler(services));
  app.action<BlockAction<ButtonAction>>(FIND_EVERYONE_ACTION, createFindPersonHandler(services));
  app.action<BlockAction<OverflowAction>>(PERSON_MENU_ACTION, createPersonMenuHandler(services));
  app.view(REMOVE_PERSON_VIEW, createRemoveSubmittedHandler(services));
  app.view(FORGET_PERSON_VIEW, createForgetSubmittedHandler(services));
  app.action<BlockAction<ButtonAction>>(FORGET_PERSON_ACTION, createForgetPersonHandler(services));
  app.action<BlockAction<ButtonAction>>(OWN_DATA_ACTION, createOwnDataHandler(services));
  app.action<BlockAction<ButtonAction>>(CHANGE_PERSON_ACTION, createChangePersonHandler(services));
  app.action<BlockAction<ButtonAction>>(ALL_CHANGES_ACTION, createAllChangesHandler(services));
  app.action<BlockAction<ButtonAction>>(REMOVE_PERSON_ACTION, createRemovePersonHandler(services));
  app.action<BlockAction<ButtonAction>>(UNDO_CHANGE_ACTION, createUndoChangeHandler(services));
  app.options<'block_suggestion'>(SAME_AS_ACTION, createSuggestSameAsHandler(services));
  app.view(PERSON_VIEW, createPersonSubmittedHandler(services));
  app.view(MERGE_PERSON_VIEW, createPersonSubmittedHandler(services));
  app.shortcut<MessageShortcut>(NAME_FACES_SHORTCUT, createNameFacesShortcutHandler(services));
  app.options<'block_suggestion'>(anyOf(PICK_PERSON_ACTION), createSuggestPeopleHandler(services));
  app.action<BlockAction<ExternalSelectAction>>(anyOf(PICK_PERSON_ACTION), createPickPersonHandler(services));
  app.action<BlockAction<ButtonAction>>(CONFIRM_PERSON_ACTION, createConfirmPersonHandler(services));
  app.action<BlockAction<ButtonAction>>(REJECT_PERSON_ACTION, createRejectPersonHandler(services));
  app.action<BlockAction<ButtonAction>>(NAME_AGAIN_ACTION, createNameAgainHandler(services));
  app.action<BlockAction<ButtonAction>>(UNTAG_FACE_ACTION, createUntagHandler(services));
  app.action<BlockAction<ButtonAction>>(NOT_ME_ACTION, createNotMeHandler(services));
  app.action<BlockAction<ButtonAction>>(new RegExp(`^${CONSENT_ACTION}:`), createConsentHandler(services));
  app.action<BlockAction<ButtonAction>>(NOT_ME_TOLD_ACTION, createNotMeToldHandler(services));
  app.action<BlockAction<ButtonAction>>(UNFLAG_FACE_ACTION, createUnflagHandler(services));
  app.action<BlockAction<ButtonAction>>(CHANGE_NAMES_ACTION, createChangeNamesHandler(services));
  app.action<BlockAction<ButtonAction>>(NAME_EVERYONE_ACTION, createNameEveryoneHandler(services));
  app.options<'block_suggestion'>(NAME_FACE_ACTION, createSuggestPeopleHandler(services));
  app.view(NAME_EVERYONE_VIEW, createNameFormHandler(services));
  app.view(NEW_PERSON_VIEW, createNewPersonHandler(services));
  app.view(SAME_PERSON_VIEW, createNewPersonHandler(services));
  app.action<BlockAction<ButtonAction>>(new RegExp(`^${TURN_PAGE_ACTION}:`), createTurnPageHandler(services));
  // Slack sends clicks on link buttons and ticks too.
  app.action(anyOf(SEE_PHOTO_ACTION), async ({ ack }) => ack());
  app.action(GROUP_FACES_ACTION, async ({ ack }) => ack());
  app.action<BlockAction<ButtonAction>>(TRAIN_ACTION, createTrainHandler(services));
  app.action<BlockAction<ButtonAction>>(TRAINING_DETAILS_ACTION, createTrainingDetailsHandler(services));
  app.action<BlockAction<ButtonAction>>(MERGE_PAIR_ACTION, createMergePairHandler(services));
  app.action<BlockAction<ButtonAction>>(THIS_IS_ME_ACTION, createThisIsMeHandler(services));
  app.action<BlockAction<ButtonAction>>(anyOf(PHOTOS_OF_ME_ACTION), createPhotosOfMeHandler(services));
  app.action<BlockAction<ButtonAction>>(INVITE_ACTION, createInviteHandler(services));
  app.action<BlockAction<ButtonAction>>(CANCEL_INVITE_ACTION, createCancelInviteHandler());
  app.command(TRAIN_FACES_COMMAND, createTrainFacesHandler(services));
  app.action<BlockAction<ButtonAction>>(anyOf(UNNAMED_ACTION), createUnnamedHandler(services));
  app.action<BlockAction<ButtonAction>>(NAME_GROUP_ACTION, createNameGroupHandler(services));
  app.view(NAME_GROUP_VIEW, createGroupSubmittedHandler(services));
  app.action<BlockAction<ButtonAction>>(EARLIER_START_ACTION, createEarlierStartHandler(services));
  app.action<BlockAction<ButtonAction>>(EARLIER_STOP_ACTION, createEarlierStopHandler(services));
  app.action<BlockAction<ButtonAction>>(EARLIER_CHECK_ACTION, createEarlierCheckHandler(services));
  app.command(FIND_PHOTOS_COMMAND, createFindPhotosHandler(services));
  app.action<BlockAction<ButtonAction>>(anyOf(FIND_PHOTOS_ACTION), createFindAgainHandler(services));
  app.action<BlockAction<ButtonAction>>(anyOf(PHOTOS_PAGE_ACTION), createTurnPhotosPageHandler(services));
  app.error(async (error) => {
    logBug(error, services.log);
  });
}

/** A control whose action id may be followed by what it is about, where several share a block. */
function anyOf(actionId: string): RegExp {
  return new RegExp(`^${actionId}(:|$)`);
}
