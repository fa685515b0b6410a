import type { App, BlockAction, ButtonAction, ExternalSelectAction, MessageShortcut } from '@slack/bolt';
import type { Deps } from '../deps.js';
import { logBug } from '../failures.js';
import { createAfterChange } from '../people/after-change.js';
import { createDirectory } from '../people/directory.js';
import { createForgetPerson } from '../people/erase/erase-person.js';
import { createRewriteReply } from '../people/erase/rewrite-reply.js';
import { createGatherHome } from '../people/home/gather-home.js';
import { createGatherPeople } from '../people/home/gather-people.js';
import { createRenewHomes } from '../people/home/invalidate-homes.js';
import { createShowHome } from '../people/home/show-home.js';
import { createOpenNewPerson } from '../people/open-new-person.js';
import { createPersonViews } from '../people/person-views.js';
import { createResolvePerson } from '../people/resolve-person.js';
import { createCompareFaces } from '../people/why/compare-faces.js';
import { createExplainName } from '../people/why/explain-name.js';
import { createAnswerPost } from '../replies/answer-post.js';
import { createCandidateCache } from '../replies/candidate-cache.js';
import { type CatchUp, createCatchUp } from '../replies/catch-up/catch-up.js';
import { createCompletePictures } from '../replies/complete-pictures.js';
import { createFacePictures } from '../replies/face-pictures.js';
import { createRefreshReplies } from '../replies/refresh-replies.js';
import { createRemoveAnswer } from '../replies/remove-reply.js';
import { createUpdateReply } from '../replies/update-reply.js';
import { createTrainer } from '../training/trainer.js';
import {
  ALL_CHANGES_ACTION,
  CHANGE_PERSON_ACTION,
  CONFIRM_PERSON_ACTION,
  FORGET_PERSON_ACTION,
  HOME_PAGE_ACTION,
  MERGE_PERSON_VIEW,
  NAME_FACES_SHORTCUT,
  NEW_PERSON_VIEW,
  PERSON_VIEW,
  PICK_PERSON_ACTION,
  REJECT_PERSON_ACTION,
  REMOVE_PERSON_ACTION,
  SAME_AS_ACTION,
  SAME_PERSON_VIEW,
  SEE_PHOTO_ACTION,
  TAKE_BACK_ACTION,
  TRAIN_FACES_COMMAND,
  TURN_PAGE_ACTION,
  UNDO_MARK_ACTION,
  UNDO_NAME_ACTION,
} from '../views/ids.js';
import {
  createAllChangesHandler,
  createChangePersonHandler,
  createRemovePersonHandler,
  createTakeBackHandler,
} from './change-person.js';
import {
  createConfirmPersonHandler,
  createRejectPersonHandler,
  createUndoMarkHandler,
  createUndoNameHandler,
} from './face-buttons.js';
import { createForgetPersonHandler, createResumeForgetting, type ResumeForgetting } from './forget-person.js';
import { createHomeOpenedHandler, createTurnHomePageHandler } from './home-opened.js';
import { createInvitedHandler } from './invited.js';
import { createNameFacesShortcutHandler } from './name-faces-shortcut.js';
import { createPhotoPostedHandler } from './photo-posted.js';
import { createPhotoRemovedHandler } from './photo-removed.js';
import { createPickPersonHandler } from './pick-person.js';
import { createNewPersonHandler } from './submit-new-person.js';
import { createPersonSubmittedHandler } from './submit-person.js';
import { createSuggestPeopleHandler } from './suggest-people.js';
import { createSuggestSameAsHandler } from './suggest-same-as.js';
import { createTrainFacesHandler } from './train-faces.js';
import { createTurnPageHandler } from './turn-page.js';

/**
 * Registers everything Rollcall listens to, one line each. `manifest.yml` declares the same.
 * @returns what is to be done once it is connected.
 */
export function registerHandlers(
  app: App,
  deps: Deps,
): { readonly catchUp: CatchUp; readonly resumeForgetting: ResumeForgetting } {
  const candidateCache = createCandidateCache(deps);
  const directory = createDirectory(deps);
  const updateReply = createUpdateReply({ ...deps, candidateCache });
  const facePictures = createFacePictures(deps);
  const removeAnswer = createRemoveAnswer({ ...deps, updateReply, facePictures });
  const completePictures = createCompletePictures({ ...deps, updateReply });
  const gatherPeople = createGatherPeople({ ...deps, facePictures });
  const gatherHome = createGatherHome({ ...deps, candidateCache, gatherPeople });
  const showHome = createShowHome({ ...deps, gatherHome, facePictures });
  const refreshReplies = createRefreshReplies({ ...deps, candidateCache, updateReply });
  const parts = {
    ...deps,
    candidateCache,
    directory,
    updateReply,
    completePictures,
    removeAnswer,
    answerPost: createAnswerPost({ ...deps, candidateCache, completePictures, updateReply, removeAnswer }),
    resolvePerson: createResolvePerson({ ...deps, directory }),
    showHome,
    renewHomes: createRenewHomes({ ...deps, directory }),
    forgetPerson: createForgetPerson({
      ...deps,
      candidateCache,
      directory,
      facePictures,
      rewriteReply: createRewriteReply({ ...deps, updateReply, completePictures }),
    }),
    openNewPerson: createOpenNewPerson({ ...deps, facePictures }),
    refreshReplies,
    personViews: createPersonViews({ ...deps, facePictures, gatherPeople }),
    afterChange: createAfterChange({ directory, showHome, updateReply, refreshReplies }),
    explainName: createExplainName({
      ...deps,
      candidateCache,
      compareFaces: createCompareFaces({ ...deps, facePictures }),
    }),
    trainer: createTrainer({ ...deps, candidateCache }),
  };

  app.event('message', createPhotoPostedHandler(parts));
  app.event('file_deleted', createPhotoRemovedHandler({ ...parts, facePictures }));
  app.event('member_joined_channel', createInvitedHandler(parts));
  app.event('app_home_opened', createHomeOpenedHandler(parts));
  app.action<BlockAction<ButtonAction>>(new RegExp(`^${HOME_PAGE_ACTION}:`), createTurnHomePageHandler(parts));
  app.action<BlockAction<ButtonAction>>(FORGET_PERSON_ACTION, createForgetPersonHandler(parts));
  app.action<BlockAction<ButtonAction>>(CHANGE_PERSON_ACTION, createChangePersonHandler(parts));
  app.action<BlockAction<ButtonAction>>(ALL_CHANGES_ACTION, createAllChangesHandler(parts));
  app.action<BlockAction<ButtonAction>>(REMOVE_PERSON_ACTION, createRemovePersonHandler(parts));
  app.action<BlockAction<ButtonAction>>(TAKE_BACK_ACTION, createTakeBackHandler(parts));
  app.options<'block_suggestion'>(SAME_AS_ACTION, createSuggestSameAsHandler(parts));
  app.view(PERSON_VIEW, createPersonSubmittedHandler(parts));
  app.view(MERGE_PERSON_VIEW, createPersonSubmittedHandler(parts));
  app.shortcut<MessageShortcut>(NAME_FACES_SHORTCUT, createNameFacesShortcutHandler(parts));
  app.options<'block_suggestion'>(PICK_PERSON_ACTION, createSuggestPeopleHandler(parts));
  app.action<BlockAction<ExternalSelectAction>>(PICK_PERSON_ACTION, createPickPersonHandler(parts));
  app.action<BlockAction<ButtonAction>>(CONFIRM_PERSON_ACTION, createConfirmPersonHandler(parts));
  app.action<BlockAction<ButtonAction>>(REJECT_PERSON_ACTION, createRejectPersonHandler(parts));
  app.action<BlockAction<ButtonAction>>(UNDO_NAME_ACTION, createUndoNameHandler(parts));
  app.action<BlockAction<ButtonAction>>(UNDO_MARK_ACTION, createUndoMarkHandler(parts));
  app.view(NEW_PERSON_VIEW, createNewPersonHandler(parts));
  app.view(SAME_PERSON_VIEW, createNewPersonHandler(parts));
  app.action<BlockAction<ButtonAction>>(new RegExp(`^${TURN_PAGE_ACTION}:`), createTurnPageHandler(parts));
  // A button that is a link is told of, too.
  app.action(SEE_PHOTO_ACTION, async ({ ack }) => ack());
  app.command(TRAIN_FACES_COMMAND, createTrainFacesHandler(parts));
  app.error(async (error) => {
    logBug(error, deps.log);
  });
  return { catchUp: createCatchUp({ ...parts, facePictures }), resumeForgetting: createResumeForgetting(parts) };
}
