import type { ActionsBlock } from '@slack/types';
import type { PhotosOfMe } from '../faces/model.js';
import { button } from './blocks.js';
import { SEPARATOR } from './packed.js';

/** How someone wants to hear of photos of them, followed by the choice, because the buttons share a block. */
export const PHOTOS_OF_ME_ACTION = 'photos_of_me';

const PHOTOS_OF_ME: Readonly<Record<PhotosOfMe['choice'], string>> = {
  'at once': 'at_once',
  weekly: 'weekly',
  never: 'never',
};

/** The action id of the button for a choice. */
function packPhotosOfMeChoice(choice: PhotosOfMe['choice']): string {
  return [PHOTOS_OF_ME_ACTION, PHOTOS_OF_ME[choice]].join(SEPARATOR);
}

/** Reads an action id of {@link packPhotosOfMeChoice}; undefined for any other. */
export function readPhotosOfMeChoice(actionId: string): PhotosOfMe['choice'] | undefined {
  const choices: readonly PhotosOfMe['choice'][] = ['at once', 'weekly', 'never'];
  return choices.find((choice) => packPhotosOfMeChoice(choice) === actionId);
}

/** How someone wants to hear of photos of them. */
export type PhotosOfMeChoice = PhotosOfMe['choice'];

const CHOICES: readonly PhotosOfMeChoice[] = ['at once', 'weekly', 'never'];
const LABELS: Readonly<Record<PhotosOfMeChoice, string>> = {
  'at once': 'Right away',
  weekly: 'Once a week',
  never: 'Don’t tell me',
};

/** Whether someone wants to hear of photos of them. mrkdwn. */
export function describePhotosOfMe(choice: PhotosOfMeChoice | undefined): string {
  switch (choice) {
    case 'at once':
      return 'I’ll tell you as soon as a photo of you is posted in a conversation you’re in.';
    case 'weekly':
      return 'I’ll send you the new photos of you once a week, on a weekday morning. If there are none, I’ll send nothing.';
    case 'never':
      return 'I don’t tell you about photos of you.';
    case undefined:
      return 'Shall I tell you when a photo of you is posted in a conversation you’re in? Until you choose, I won’t.';
  }
}

/** The three choices; the one that holds is marked. */
export function photosOfMeButtons(choice: PhotosOfMeChoice | undefined): ActionsBlock {
  return {
    type: 'actions',
    elements: CHOICES.map((each) =>
      button(packPhotosOfMeChoice(each), LABELS[each], each === choice ? { style: 'primary' } : {}),
    ),
  };
}
