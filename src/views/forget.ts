import type { Button, ModalView } from '@slack/types';
import { button, plain, section } from './blocks.js';
import { count, listAll, truncate } from './text.js';
import { FORGETTING_WORDING } from './wording/forgetting.js';
import { WORDING } from './wording/general.js';

/** Its value is the person's id. */
export const FORGET_PERSON_ACTION = 'forget_person';

/** Counts of what was deleted about a person. */
export interface ForgetReceipt {
  /** Names that people gave to faces. */
  readonly tags: number;
  /** Faces found on photos, each with its embedding. */
  readonly faces: number;
  /** Stored photos that showed only them. */
  readonly photos: number;
  /** Stored photos that also showed others. */
  readonly sharedPhotos: number;
  /** Versions of the model. */
  readonly versions: number;
  readonly replies: number;
  /** Numbered pictures in replies. */
  readonly pictures: number;
  /** Small pictures of single faces. */
  readonly crops: number;
  /** Posts in conversations that Rollcall can no longer read or write. */
  readonly outOfReach: number;
  /** People whose merge with them was undone, and who are still known. */
  readonly separated: number;
}

export const NOTHING_FORGOTTEN: ForgetReceipt = {
  tags: 0,
  faces: 0,
  photos: 0,
  sharedPhotos: 0,
  versions: 0,
  replies: 0,
  pictures: 0,
  crops: 0,
  outOfReach: 0,
  separated: 0,
};

/** Slack's limits: docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object */
const MAX_CONFIRM_TITLE = 100;

/** The button to forget a person, which asks first. @param isOneself whether the viewer is that person. */
export function forgetButton(person: { readonly id: string; readonly name: string }, isOneself: boolean): Button {
  return button(FORGET_PERSON_ACTION, isOneself ? FORGETTING_WORDING.forgetMe : FORGETTING_WORDING.forgetPerson, {
    style: 'danger',
    value: person.id,
    confirm: {
      title: plain(
        truncate(isOneself ? FORGETTING_WORDING.forgetMeTitle : `Forget ${person.name}?`, MAX_CONFIRM_TITLE),
      ),
      text: plain(isOneself ? FORGETTING_WORDING.forgetMeMeans : FORGETTING_WORDING.forgetMeans),
      confirm: plain(FORGETTING_WORDING.forget),
      deny: plain(WORDING.cancel),
      style: 'danger',
    },
  });
}

/** Replaces a modal about a person who is being forgotten. */
export function buildForgettingModal(): ModalView {
  return {
    type: 'modal',
    title: plain(FORGETTING_WORDING.forgetPerson),
    close: plain(WORDING.close),
    blocks: [section(FORGETTING_WORDING.forgettingBegun)],
  };
}

/** What was deleted and what stays, without the person's name. mrkdwn. */
export function describeReceipt(receipt: ForgetReceipt): string {
  const { tags, faces, photos, sharedPhotos, versions, replies, pictures, crops, outOfReach, separated } = receipt;
  const went = [
    `• ${listAll(['the name', ...some(tags, 'tag')])}`,
    ...some(faces, 'face').map((what) => `• ${what}, with the face data I recognised them by`),
    ...some(photos, 'photo').map((what) => `• ${what} that showed no one else`),
    ...some(sharedPhotos, 'photo').map(
      (what) => `• ${what} with other people in them: my face service can’t delete a face without its photo`,
    ),
    ...some(versions, 'version').map((what) => `• ${what} of the trained model`),
    ...some(pictures, 'numbered picture').map((what) => `• ${what} in my replies`),
    ...some(crops, 'face crop').map((what) => `• ${what}`),
    ...some(replies, 'reply', 'replies').map((what) => `• the name in ${what} of mine`),
  ];
  const stays = [
    '• Photos and messages that people posted in Slack. Their authors can delete them there.',
    '• Names this person gave to other people.',
    '• Messages that only one person could see. Slack removes them by itself.',
    ...some(separated, 'other person', 'other people').map(
      (what) => `• ${what} that had been merged with them. To forget them, too, ask an admin.`,
    ),
    ...(outOfReach > 0
      ? [
          `• My replies to ${count(outOfReach, 'post')} in conversations I’m no longer in or that are archived. Invite me again and choose Forget once more, or ask an admin to delete them.`,
        ]
      : []),
  ];
  return [
    'Done. I’ve forgotten the person you asked me to forget. Deleted:',
    ...went,
    '',
    'What stays:',
    ...stays,
    '',
    'If a photo of them is posted again, I’ll see an unknown face.',
  ].join('\n');
}

/** Empty if there are none. */
function some(amount: number, one: string, many?: string): string[] {
  return amount === 0 ? [] : [count(amount, one, many)];
}
