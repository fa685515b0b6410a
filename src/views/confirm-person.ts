import type { ModalView } from '@slack/types';
import type { Person } from '../faces/model.js';
import { picture, plain, section } from './blocks.js';
import { type PersonContext, packPersonContext } from './person-context.js';
import { escapeMrkdwn } from './text.js';
import { FORGETTING_WORDING } from './wording/forgetting.js';
import { WORDING } from './wording/general.js';
import { PEOPLE_WORDING, removeMeans } from './wording/people.js';

/** The modals that ask before a person is removed or forgotten. */
export const REMOVE_PERSON_VIEW = 'remove_person';
export const FORGET_PERSON_VIEW = 'forget_person';

/** What is about to be done with whom. */
export interface PersonConfirmation {
  readonly choice: 'remove' | 'forget';
  readonly context: PersonContext;
  readonly person: Person;
  /** Whether this person is the viewer. */
  readonly isViewer: boolean;
  /** Slack file of a picture of their face; undefined if there is none. */
  readonly faceFileId: string | undefined;
}

/** Asks before a person is removed or forgotten, says what that means, and names the other choice. */
export function buildConfirmPerson(confirmation: PersonConfirmation): ModalView {
  const { choice, context, person, isViewer, faceFileId } = confirmation;
  const crop = faceFileId === undefined ? undefined : picture(faceFileId, `Face of ${person.name}`);
  const isRemoval = choice === 'remove';
  const means = isRemoval
    ? removeMeans(person.name)
    : isViewer
      ? FORGETTING_WORDING.forgetMeMeans
      : FORGETTING_WORDING.forgetMeans;
  return {
    type: 'modal',
    callback_id: isRemoval ? REMOVE_PERSON_VIEW : FORGET_PERSON_VIEW,
    private_metadata: packPersonContext(context),
    title: plain(
      isRemoval
        ? PEOPLE_WORDING.removePersonTitle
        : isViewer
          ? FORGETTING_WORDING.forgetMeTitle
          : FORGETTING_WORDING.forgetPersonTitle,
    ),
    submit: plain(isRemoval ? PEOPLE_WORDING.remove : FORGETTING_WORDING.forget),
    close: plain(WORDING.cancel),
    blocks: [
      section(`*${escapeMrkdwn(person.name)}*\n${escapeMrkdwn(means)}`, crop),
      section(
        isRemoval
          ? FORGETTING_WORDING.orForget
          : isViewer
            ? FORGETTING_WORDING.orRemoveMe
            : FORGETTING_WORDING.orRemove,
      ),
    ],
  };
}
