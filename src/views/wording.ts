import type { FaceFlaw } from '../faces/model.js';
import { cutText, MAX_NAME_LENGTH } from '../faces/names.js';
import { MAX_OPTION_TEXT } from './limits.js';

/** Every sentence that is not part of a larger message. Plain text unless it says mrkdwn. */
export const WORDING = {
  lookingStatus: 'is looking for faces…',
  warmingUpStatus: 'is waiting for the face service to warm up…',
  stopping: 'I was restarted before this was done: please try again in a minute.',
  yes: 'Yes',
  no: 'No',
  undo: 'Undo',
  choosePerson: 'Choose a person',
  someoneElse: 'Someone else',
  notRight: 'Not right?',
  yesNoOrSomeoneElse: 'Yes, no or someone else',
  earlierFaces: 'Earlier faces',
  moreFaces: 'More faces',
  groupThisFace: 'Is this right?',
  groupLikely: 'Most likely',
  groupPeople: 'People',
  groupMembers: 'In this workspace',
  homeWaiting: 'Faces without a name',
  nobodyWaits: 'No face is waiting for a name on the latest photos of the conversations you are in.',
  homePeople: 'People',
  nobodyNamedHere: 'Nobody has been named yet in the conversations you are in.',
  earlierPeople: 'Earlier people',
  morePeople: 'More people',
  homeTraining: 'What I have learned',
  homeAboutYou: 'What I keep about you',
  homeHelp: 'Help',
  homeChanges: 'Recently changed',
  changePerson: 'Change…',
  changePersonTitle: 'Change person',
  save: 'Save',
  sameAsLabel: 'The same person as',
  sameAsHint: 'They then count as one, under the name of whoever you choose. You can split them again.',
  sameAsPlaceholder: 'Choose a person',
  renameOrMerge: 'Please change the name or choose who it is, not both.',
  changesSoFar: 'What was changed',
  removePerson: 'Remove…',
  removePersonTitle: 'Remove this person?',
  remove: 'Remove',
  split: 'Split',
  putBack: 'Put back',
  allChangesTitle: 'What was changed',
  changing: 'This takes a moment…',
  /** mrkdwn */
  removedPerson: 'I do not name this person, and their tags teach me nothing.',
  nothingChanged: 'There is nothing left to take back.',
  notAllChanges: 'Older changes are not shown.',
  seePhoto: 'See the photo',
  cancel: 'Cancel',
  whyThisName: 'Why this name?',
  whomIsItLike: 'Who is it most like?',
  whyLooking: 'Looking…',
  whyLookingForFaces: 'Looking for the tagged faces most like it…',
  whyCollage: 'If that is fine on this photo, choose “Several faces may be the same person” in the menu of a face.',
  whyOnlyYours: 'Beside it I show tagged faces from conversations that you are in, and no others.',
  whyWordsOnly:
    'I cannot show the tagged faces most like it: the service that holds them cannot search by a face just now.',
  whyNothing: 'There is nothing to explain: I know nobody yet whom this face is like, or somebody has said who it is.',
  newPersonTitle: 'Who is this?',
  newPersonSubmit: 'Add name',
  thisFace: 'The face you chose',
  nameLabel: 'Name',
  memberLabel: 'Their account in this workspace',
  memberHint: 'If they have one: then it stays the same person when somebody chooses the account from a menu.',
  memberPlaceholder: 'Choose a member',
  samePersonTitle: 'The same person?',
  samePersonLabel: 'Is this the same person?',
  samePerson: 'Yes, the same person',
  anotherPerson: 'No, somebody else with this name',
  tellApart: 'For somebody else, add something that tells the two apart, such as an initial.',
  membersOnly: 'Only members of the workspace I belong to can say who is who here: please ask one of them.',
  groupThisPhoto: 'This photo',
  sameOnSeveralFaces: 'Several faces may be the same person',
  eachPersonOnce: 'Nobody is on this photo twice',
  groupNew: 'New',
  groupNoName: 'No name',
  addSomebodyNew: 'Add somebody new…',
  notAFace: 'Not a face',
  doNotAsk: 'Don’t ask about this face',
  noPicture: 'I could not show the numbered picture here: faces are numbered from left to right.',
  nothingKept: 'I keep nothing of the photos here any more: somebody on them asked me to forget them.',
  homeAwaited: 'Something has changed. Open this tab again to see how things are now.',
  close: 'Close',
  forget: 'Forget',
  forgetMe: 'Forget me',
  forgetPerson: 'Forget this person',
  forgetMeTitle: 'Forget you?',
  forgetMeMeans:
    'I delete your name, every tag of you, your faces with the numbers I tell them apart by, and photos I keep that show only you. I no longer recognise you, and my replies stop naming you. Photos posted in Slack stay. This cannot be undone.',
  forgetMeans:
    'I delete the name, every tag, the faces with the numbers I tell them apart by, and photos I keep that show only them. I no longer recognise them, and my replies stop naming them. Photos posted in Slack stay. This cannot be undone.',
  forgettingBegun: 'I have begun to forget them. This can take some minutes; I will send you a list of what I deleted.',
  restartedMeanwhile:
    'I was restarted while I forgot them, and have gone on. What I had deleted before is not counted here.',
  mayNotForget:
    'Only they themselves, or an admin of this workspace, can have me forget somebody: please ask an admin.',
  personForgotten: 'I do not know this person any more.',
  /** mrkdwn */
  trainHint: 'Once you have named some faces, run `/train-faces`: from then on I name these people myself.',
  noFacesFound: 'I found no faces in this photo.',
  noPhotos: 'There is no photo in this message that I can look at.',
  trainingAlreadyRuns: 'A training is running already. I will tell you here when it is done.',
  photosGone: 'The photos of this reply are no longer kept, so I cannot say who is on them.',
  replyGone: 'I no longer know which photo this was about: open the photo’s menu and choose “Name faces”.',
  personGone: 'This person is not known any more: please choose again.',
  outdatedMenu: 'This menu is out of date: please open it again.',
  emptyName: 'This name has nothing in it that I could keep: please type another.',
  somePhotosFailed: (failed: number, all: number, why: string) =>
    `I could not look at ${failed} of your ${all} photos. ${why}`,
} as const;

/** Why I do not learn from a face that was named. */
export const NOT_LEARNED: Readonly<Record<FaceFlaw, string>> = {
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
  return `I could not look for faces in your photo. ${why} To have me try again, choose “Name faces” in the menu of your message.`;
}

/** Where the answer to a photo is. mrkdwn. @param link to the answer; without it the thread has to do. */
export function alreadyAnswered(link: string | undefined): string {
  const where = link === undefined ? 'Look in its thread.' : `<${link}|Open my answer in its thread>`;
  return `I have already answered this photo. ${where}`;
}

/** After a training, when earlier replies show what came of it. */
export function repliesRefreshed(changed: number): string {
  return `I have brought ${count(changed, 'earlier reply', 'earlier replies')} up to date with what I learned.`;
}

/** Tells who had a person forgotten that it is not finished. */
export function forgettingFailed(why: string): string {
  return `I could not forget everything. ${why} Then choose “${WORDING.forget}” again in my App Home: I go on from where I was.`;
}

/** A share of 1 in whole percent; never 100, because a recogniser is never certain. */
export function percent(score: number): string {
  return `${Math.min(99, Math.round(score * 100))} %`;
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
  return `I will not name ${shorten(name, MAX_NAME_LENGTH)} any more, and forget nothing: you can put them back in App Home.`;
}

/** The way to changes that are not shown. */
export function allChanges(amount: number): string {
  return `All ${amount} changes`;
}

/** The menu's way to take a rejection back. */
export function takeBackNot(name: string): string {
  const frame = 'Could be  after all';
  return `Could be ${shorten(name, MAX_OPTION_TEXT - frame.length)} after all`;
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
