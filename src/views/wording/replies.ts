import type { QualityIssue } from '../../faces/model.js';
import { count, listAll } from '../text.js';

/** What a reply to a photo says, and what is said when there is none. Plain text unless marked mrkdwn. */
export const REPLY_WORDING = {
  lookingStatus: 'is looking for faces…',
  warmingUpStatus: 'is waiting for the face service to warm up…',
  waitingStatus: 'is waiting for the face service…',
  waitingForService:
    'The face service isn’t answering right now. I’ll keep trying for a few minutes and reply in your photo’s thread.',
  modelMissing:
    'I can’t name anyone in your photo: the face service no longer has the model I was trained with. To train me again, run `/train-faces`.',
  noFacesFound: 'I found no faces in this photo.',
  externalPhoto: 'I don’t look at photos by people of other organisations.',
  noPhotos: 'There’s no photo in this message that I can open.',
  somePhotosFailed: (failed: number, all: number, why: string) =>
    `I couldn’t open ${failed} of your ${all} photos. ${why}`,
  noNames: 'No names for this photo.',
  noPicture: 'I couldn’t show the numbered picture here. Faces are numbered row by row, from left to right.',
  nothingStored: 'Someone in these photos asked me to forget them, so I’ve deleted what I stored.',
  /** mrkdwn */
  trainHint: 'When you’ve named a few faces, run `/train-faces`. Then I’ll recognise those people myself.',
  /** mrkdwn */
  autoTrainHint:
    'I’ll learn these names by myself in a few minutes, and recognise those people from then on. To do it now, run `/train-faces`.',
  photosGone: 'I no longer have the photos of this reply, so I can’t say who’s in them.',
  replyGone: 'I no longer know which photo this was about. Open the photo’s menu and choose “Name faces”.',
  changeNames: 'Change…',
  earlierFaces: 'Earlier faces',
  moreFaces: 'More faces',
} as const;

/** Why I can't learn from a tagged face. */
export const NOT_LEARNED: Readonly<Record<QualityIssue, string>> = {
  'too small': 'Too small to learn from.',
  'too blurred': 'Too blurred to learn from.',
  'too turned': 'Turned too far to learn from.',
  'cut off': 'Cut off at the edge, so I don’t learn from it.',
  covered: 'Partly covered, so I don’t learn from it.',
  'too bright': 'Too bright to learn from.',
};

/** The title and alternative text of an uploaded picture with boxes. */
export function describeUpload(faces: number): string {
  return `Photo with ${count(faces, 'numbered face')}`;
}

/** For the person whose photo failed, with how to try again. */
export function photoFailed(why: string): string {
  return `I couldn’t look for faces in your photo. ${why} To try again, choose “Name faces” in your message’s menu.`;
}

/** Says where the reply to a photo is. mrkdwn. @param link to the reply, if known. */
export function alreadyAnswered(link: string | undefined): string {
  const where = link === undefined ? 'See its thread.' : `<${link}|Open my reply>`;
  return `I’ve already replied to this photo. ${where}`;
}

/** Said after a person was named on a second face of a photo. mrkdwn. @param name escaped. @param faces their numbers. */
export function nowTwice(name: string, faces: readonly number[]): string {
  return `Faces ${listAll(faces.map(String))} now have the same name, *${name}*. If that’s not right, choose “${REPLY_WORDING.changeNames}” and undo one.`;
}
