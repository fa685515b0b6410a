import type { QualityIssue } from '../faces/model.js';
import { cutText, MAX_NAME_LENGTH } from '../faces/names.js';
import { MAX_OPTION_TEXT } from './limits.js';

/** Every sentence that is not part of a larger message. Plain text unless it says mrkdwn. */
export const WORDING = {
  lookingStatus: 'is looking for faces…',
  warmingUpStatus: 'is waiting for the face service to warm up…',
  stopping: 'I was restarted before I finished. Please try again in a minute.',
  yes: 'Yes',
  no: 'No',
  undo: 'Undo',
  choosePerson: 'Choose a person',
  someoneElse: 'Someone else',
  notRight: 'Confirm or change',
  yesNoOrSomeoneElse: 'Yes, no or other',
  earlierFaces: 'Earlier faces',
  moreFaces: 'More faces',
  groupThisFace: 'Is this right?',
  groupLikely: 'Most likely',
  groupPeople: 'People',
  groupMembers: 'In this workspace',
  homeWaiting: 'Faces without a name',
  nobodyWaits: 'Every face in your latest photos has a name.',
  homePeople: 'People',
  nobodyNamedHere: 'No one has been named yet in your conversations.',
  earlierPeople: 'Earlier people',
  morePeople: 'More people',
  homeTraining: 'Training',
  homeAboutYou: 'What I store about you',
  homeHelp: 'Help',
  homeChanges: 'Recently changed',
  changePerson: 'Change…',
  changePersonTitle: 'Change person',
  save: 'Save',
  sameAsLabel: 'The same person as',
  sameAsHint: 'Merges the two under the name you pick. You can split them later.',
  sameAsPlaceholder: 'Choose a person',
  renameOrMerge: 'Change the name or pick who it is, not both.',
  changesSoFar: 'What changed',
  removePerson: 'Remove…',
  removePersonTitle: 'Remove this person?',
  remove: 'Remove',
  split: 'Split',
  putBack: 'Put back',
  allChangesTitle: 'What changed',
  changing: 'This takes a moment…',
  /** mrkdwn */
  removedPerson: 'Removed: I don’t name this person or learn from their tags.',
  nothingChanged: 'There’s nothing left to undo.',
  notAllChanges: 'Older changes aren’t shown.',
  seePhoto: 'See the photo',
  cancel: 'Cancel',
  whyThisName: 'Why this name?',
  whomIsItLike: 'See who looks similar',
  whyLooking: 'Looking…',
  whyLookingForFaces: 'Finding the most similar tagged faces…',
  whyCollage: 'If this photo is a collage, choose “This is a collage” in the menu of a face.',
  whyOnlyYours: 'You only see faces from conversations you’re in.',
  whyWordsOnly: 'I can’t show similar faces right now: the face service can’t search by face.',
  whyNothing: 'There’s nothing to explain: someone has already named this face, or it looks like no one I know.',
  newPersonTitle: 'Who is this?',
  newPersonSubmit: 'Add name',
  thisFace: 'The face you chose',
  nameLabel: 'Name',
  memberLabel: 'Their Slack account',
  memberHint: 'Links this face to their Slack account.',
  memberPlaceholder: 'Choose a member',
  samePersonTitle: 'The same person?',
  samePersonLabel: 'Is this the same person?',
  samePerson: 'Yes, the same person',
  anotherPerson: 'No, someone else with this name',
  tellApart: 'If it’s someone else, add something that tells them apart, such as an initial.',
  membersOnly: 'Only members of my workspace can name people here. Please ask one of them.',
  groupThisPhoto: 'This photo',
  sameOnSeveralFaces: 'This is a collage: the same person can appear twice',
  eachPersonOnce: 'Not a collage: no one appears twice',
  groupNew: 'New',
  groupNoName: 'No name',
  addSomebodyNew: 'Add someone new…',
  notAFace: 'Not a face',
  doNotAsk: 'Don’t ask about this face',
  noPicture: 'I couldn’t show the numbered picture here. Faces are numbered from left to right.',
  nothingKept: 'Someone in these photos asked me to forget them, so I’ve deleted what I stored.',
  homeAwaited: 'Something has changed. Open this tab again to see the latest.',
  close: 'Close',
  forget: 'Forget',
  forgetMe: 'Forget me',
  forgetPerson: 'Forget this person',
  forgetMeTitle: 'Forget you?',
  forgetMeMeans:
    'I’ll delete your name, every tag of you, the face data I recognise you by, and my copies of photos that show only you. My replies will stop naming you. Photos posted in Slack stay. This can’t be undone.',
  forgetMeans:
    'I’ll delete the name, every tag, the face data I recognise them by, and my copies of photos that show only them. My replies will stop naming them. Photos posted in Slack stay. This can’t be undone.',
  forgettingBegun:
    'I’m deleting what I know about them. This can take a few minutes. I’ll send you a list of what I deleted.',
  restartedMeanwhile: 'I was restarted halfway and carried on. What I’d deleted before isn’t counted here.',
  mayNotForget: 'Only that person or a workspace admin can ask me to forget someone. Please ask an admin.',
  personForgotten: 'I no longer know this person.',
  /** mrkdwn */
  trainHint: 'When you’ve named a few faces, run `/train-faces`. Then I’ll recognise those people myself.',
  noFacesFound: 'I found no faces in this photo.',
  noPhotos: 'There’s no photo in this message that I can open.',
  trainingAlreadyRuns: 'Training is already running. I’ll tell you here when it’s done.',
  photosGone: 'I no longer have the photos of this reply, so I can’t say who’s in them.',
  replyGone: 'I no longer know which photo this was about. Open the photo’s menu and choose “Name faces”.',
  personGone: 'I no longer know this person. Please choose again.',
  outdatedMenu: 'This menu is out of date. Please open it again.',
  emptyName: 'This name is empty. Please type another.',
  somePhotosFailed: (failed: number, all: number, why: string) =>
    `I couldn’t open ${failed} of your ${all} photos. ${why}`,
} as const;

/** Why I do not learn from a face that was named. */
export const NOT_LEARNED: Readonly<Record<QualityIssue, string>> = {
  'too small': 'Too small to learn from.',
  'too blurred': 'Too blurred to learn from.',
  'too turned': 'Turned too far to learn from.',
};

/** The name of an uploaded picture with boxes, and what is read out for it outside the reply. */
export function describeUpload(faces: number): string {
  return `Photo with ${count(faces, 'numbered face')}`;
}

/** Tells who posted a photo that nothing came of it, and how to try again. */
export function photoFailed(why: string): string {
  return `I couldn’t look for faces in your photo. ${why} To try again, choose “Name faces” in your message’s menu.`;
}

/** Where the answer to a photo is. mrkdwn. @param link to the answer; without it the thread has to do. */
export function alreadyAnswered(link: string | undefined): string {
  const where = link === undefined ? 'See its thread.' : `<${link}|Open my reply>`;
  return `I’ve already replied to this photo. ${where}`;
}

/** After a training, when earlier replies show what came of it. */
export function repliesRefreshed(changed: number): string {
  return `Updated ${count(changed, 'earlier reply', 'earlier replies')}.`;
}

/** Tells who had a person forgotten that it is not finished. */
export function forgettingFailed(why: string): string {
  return `I couldn’t delete everything. ${why} Then choose “${WORDING.forget}” again in App Home, and I’ll carry on from here.`;
}

/** A share of 1 in whole percent; never 100, because a recogniser is never certain. */
export function percent(score: number): string {
  return `${Math.min(99, Math.round(score * 100))}%`;
}

/** The menu's offer to make somebody new; the name is shortened to truncate, what is added is the whole of it. */
export function addAsNewPerson(name: string): string {
  const frame = 'Add “” as a new person';
  return `Add “${shorten(name, MAX_OPTION_TEXT - frame.length)}” as a new person`;
}

/** The menu's way to confirm a guess. */
export function yesItIs(name: string): string {
  return `Yes, ${shorten(name, MAX_OPTION_TEXT - 'Yes, '.length)}`;
}

/** The menu's way to reject a guess. */
export function noItIsNot(name: string): string {
  return `No, not ${shorten(name, MAX_OPTION_TEXT - 'No, not '.length)}`;
}

/** The menu's way to the person as a whole. */
export function changeEverywhere(name: string): string {
  const frame = 'Change  everywhere…';
  return `Change ${shorten(name, MAX_OPTION_TEXT - frame.length)} everywhere…`;
}

/** What removing somebody means, before it is done. Plain text. */
export function removeMeans(name: string): string {
  return `I’ll stop naming ${shorten(name, MAX_NAME_LENGTH)}. Nothing is deleted; you can put them back in App Home.`;
}

/** The way to changes that are not shown. */
export function allChanges(amount: number): string {
  return `All ${amount} changes`;
}

/** The menu's way to take a rejection back. */
export function takeBackNot(name: string): string {
  const frame = 'It could be  after all';
  return `It could be ${shorten(name, MAX_OPTION_TEXT - frame.length)} after all`;
}

/** "1 face", "3 faces". */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : many}`;
}

/** "Ada", "Ada and Ben", "Ada, Ben and Cleo". */
export function list(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** "Ada", "Ada or Ben", "Ada, Ben or Cleo". */
export function either(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} or ${last}`;
}

function shorten(name: string, length: number): string {
  const limit = Math.min(length, MAX_NAME_LENGTH);
  return name.length <= limit ? name : `${cutText(name, limit - 1)}…`;
}
