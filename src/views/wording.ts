import type { QualityIssue } from '../faces/model.js';
import { MAX_NAME_LENGTH } from '../faces/names.js';
import { MAX_OPTION_TEXT } from './blocks.js';
import { count, listAll, truncate } from './text.js';

/** Every sentence that is not part of a larger message. Plain text unless marked mrkdwn. */
export const WORDING = {
  lookingStatus: 'is looking for faces…',
  warmingUpStatus: 'is waiting for the face service to warm up…',
  waitingStatus: 'is waiting for the face service…',
  waitingForService:
    'The face service isn’t answering right now. I’ll keep trying for a few minutes and reply in your photo’s thread.',
  modelMissing:
    'I can’t name anyone in your photo: the face service no longer has the model I was trained with. To train me again, run `/train-faces`.',
  stopping: 'I was restarted before I finished. Please try again in a minute.',
  yes: 'Yes',
  no: 'No',
  undo: 'Undo',
  choosePerson: 'Choose a person',
  someoneElse: 'Someone else',
  confirmOrChange: 'Confirm or change',
  whoIsThis: 'Who is this?',
  noNames: 'No names for this photo.',
  changeNames: 'Change…',
  takeMyNameOff: 'Take my name off',
  takeMyNameOffMeans: 'The face will have no name, and I won’t name it again. Only you can put your name back.',
  notThisPhoto: 'This isn’t me',
  yourFace: 'The face that was named as you',
  consentRecognise: 'Recognise me',
  consentWhenNamed: 'Only when someone names me',
  consentNever: 'Never',
  consentTold: 'I’ll recognise you in other photos, too, until you choose otherwise.',
  consentOpen: 'Once someone names you in a photo, I’ll recognise you in others, unless you choose otherwise.',
  consentRequired: 'I won’t recognise you in other photos unless you choose *Recognise me*.',
  /** mrkdwn */
  consentMeans: [
    '*Recognise me*: I learn your face from your Slack profile picture and from photos you’re named in, and name you in others.',
    '*Only when someone names me*: Your name stays where people put it. I learn nothing from it and suggest you to no one.',
    '*Never*: I delete your face data and every tag of you, and no one can name you. I keep only your user ID and this answer.',
  ].join('\n'),
  consentChangeable: 'You can change your answer at any time, here or in App Home.',
  consentNeverTitle: 'Never be named?',
  consentNeverMeans:
    'I’ll delete your name, every tag of you and the face data I recognise you by. No one will be able to name you. I’ll keep only your user ID and this answer. The deleted data can’t be restored.',
  neverBegun: 'I won’t name you again, and no one else can. To change that, choose another answer in App Home.',
  /** In a menu, below an option that adds someone. */
  agreedIfAdded: 'By adding them, you confirm that they’ve agreed to it',
  agreedLabel: 'Consent',
  agreed: 'They agreed to be recognised',
  agreedHint: 'Only needed for someone without a Slack account. I ask everyone else myself.',
  agreedFirst: 'Please confirm that they agreed, or choose their Slack account above.',
  theyAgreed: 'They agreed',
  keepMe: 'Keep me',
  keepThem: 'Keep them',
  keptPerson: 'I’ll keep this person for now. The waiting time starts again today.',
  lapsedYou: 'I’ve forgotten you, as I told you a month ago. If someone names you again, I’ll ask you again.',
  lapsedPerson: 'I’ve forgotten the person I told you about a month ago.',
  homeConsent: 'Being recognised',
  notYourName: 'That isn’t your name, so I’ve left it. To change it, choose another name for the face.',
  namesTitle: 'Names in this photo',
  namesLoading: 'Loading the names…',
  nothingToChange: 'No face in this photo has a name yet.',
  earlierFaces: 'Earlier faces',
  moreFaces: 'More faces',
  groupThisFace: 'Is this right?',
  groupLikely: 'Most likely',
  groupPeople: 'People',
  groupMembers: 'In this workspace',
  homeWaiting: 'Faces without a name',
  allNamed: 'Every face in your latest photos has a name.',
  checkingPhotos: 'Checking your latest photos…',
  homePeople: 'People',
  noOneNamedHere: 'No one has been named yet in your conversations.',
  findPerson: 'Find someone',
  findPersonHint: 'Type a name and press Enter',
  showEveryone: 'Show everyone',
  onlyYourConversations: 'You see the people named in conversations you’re in.',
  /** mrkdwn */
  removeOrForget:
    '*Remove* stops naming someone, and you can put them back. *Forget* deletes what I know about them for good.',
  seePhotos: 'See photos',
  renameOrMergePerson: 'Rename or merge…',
  personDetails: 'Details…',
  removeOption: 'Remove… (stop naming)',
  forgetOption: 'Forget… (delete for good)',
  forgetMeOption: 'Forget me… (delete for good)',
  orForget: 'To delete what I know about them, choose “Forget” instead.',
  orRemove: 'If I should only stop naming them, choose “Remove” instead.',
  orRemoveMe: 'If I should only stop naming you, choose “Remove” instead.',
  photosTitle: 'Photos',
  photosLoading: 'Finding the photos…',
  /** mrkdwn */
  noPhotosToShow: 'There’s no such photo in a conversation you’re in.',
  nameGroup: 'Name…',
  faceIsMeant: (number: number) => `Face ${number} is this person`,
  noFaceChosen: 'No face is chosen. Tick at least one.',
  namedMeanwhileAll: 'Someone has named these faces meanwhile.',
  seeUnnamed: (all: number) => (all === 1 ? 'See the face without a name' : `See all ${all} faces without a name`),
  earlierTitle: 'Earlier photos',
  earlierWhere: 'What I find turns up in `/find-photos` and App Home.',
  earlierNotHere: 'I’m not in this conversation, or you aren’t. Invite me with `/invite`, then try again.',
  checkAgain: 'Check again',
  lookAgain: 'Look again',
  stop: 'Stop',
  start: 'Start',
  goOn: 'Continue',
  back: 'Back',
  more: 'More',
  earlierPeople: 'Earlier people',
  morePeople: 'More people',
  homeTraining: 'Training',
  train: 'Train',
  training: 'Training…',
  trainingFollows: 'Training… You can close this. I’ll show you the report when it’s done.',
  trainingDetails: 'Details',
  reportGone: 'I no longer have this report. Train again to see a new one.',
  merge: 'Merge',
  mergeTitle: 'The same person?',
  merged: 'Merged. You can split them again in App Home.',
  homeAboutYou: 'What I store about you',
  sendOwnData: 'Send me my data',
  ownDataFollows: 'Here’s everything I store about you. Only you can see this.',
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
  changed: 'Done.',
  /** mrkdwn */
  removedPerson: 'Removed: I don’t name this person or learn from their tags.',
  nothingChanged: 'There’s nothing left to undo.',
  notAllChanges: 'Older changes aren’t shown.',
  seePhoto: 'See the photo',
  cancel: 'Cancel',
  whyThisName: 'Why this name?',
  whoLooksSimilar: 'See who looks similar',
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
  noAccount: 'No Slack account',
  tellApart: 'If it’s someone else, add something that tells them apart, such as an initial.',
  membersOnly: 'Only members of my workspace can name people here. Please ask one of them.',
  groupThisPhoto: 'This photo',
  sameOnSeveralFaces: 'This is a collage: the same person can appear twice',
  eachPersonOnce: 'Not a collage: no one appears twice',
  groupNew: 'New',
  groupNoName: 'No name',
  addSomeoneNew: 'Add someone new…',
  notAFace: 'Not a face',
  leaveOpen: 'Leave without a name',
  nameEveryone: 'Name everyone',
  numberedPicture: 'The photo with a number on every face',
  nameFaceHere: 'Choose or type a name',
  nameEveryoneHint: 'Choose a person or type a name. A face you leave empty stays without a name.',
  guessesFilledIn: 'I’ve filled in my guesses.',
  saveAnyway: 'Save anyway',
  saveAndContinue: 'Save and continue',
  findingFaces: 'Finding the faces…',
  savingNames: 'Saving the names…',
  everyoneHasAName: 'Every face in this photo has an answer now.',
  chooseKnown:
    'I already know someone with this name. Choose them in the menu, or add something that tells them apart.',
  linkAccountFirst:
    'I already know someone with this name. Choose them under “People”, or name this face in my reply to link the two.',
  doNotAsk: 'Don’t ask about this face',
  noPicture: 'I couldn’t show the numbered picture here. Faces are numbered row by row, from left to right.',
  nothingStored: 'Someone in these photos asked me to forget them, so I’ve deleted what I stored.',
  homeStarting: 'I’ve just started and am still reading who’s in which photo. This page fills in a few seconds.',
  homeOutdated: 'Something has changed. Open this tab again to see the latest.',
  close: 'Close',
  forget: 'Forget',
  forgetMe: 'Forget me',
  forgetPerson: 'Forget this person',
  forgetPersonTitle: 'Forget this person?',
  forgetMeTitle: 'Forget you?',
  forgetMeMeans:
    'I’ll delete your name, every tag of you, the face data I recognise you by, and my copies of photos that show only you. My replies will stop naming you. Photos posted in Slack stay. This can’t be undone.',
  forgetMeans:
    'I’ll delete the name, every tag, the face data I recognise them by, and my copies of photos that show only them. My replies will stop naming them. Photos posted in Slack stay. This can’t be undone.',
  forgettingBegun:
    'I’m deleting what I know about them. This can take a few minutes. I’ll send you a list of what I deleted.',
  forgettingInterrupted: 'I was interrupted halfway and carried on. What I’d deleted before isn’t counted here.',
  mayNotForget: 'Only that person or a workspace admin can ask me to forget someone. Please ask an admin.',
  thisFaceNow: 'The face you named',
  personForgotten: 'I no longer know this person.',
  /** mrkdwn */
  trainHint: 'When you’ve named a few faces, run `/train-faces`. Then I’ll recognise those people myself.',
  /** mrkdwn */
  autoTrainHint:
    'I’ll learn these names by myself in a few minutes, and recognise those people from then on. To do it now, run `/train-faces`.',
  noFacesFound: 'I found no faces in this photo.',
  externalPhoto: 'I don’t look at photos by people of other organisations.',
  noPhotos: 'There’s no photo in this message that I can open.',
  trainingAlreadyRuns: 'Training is already running. I’ll tell you here when it’s done.',
  photosGone: 'I no longer have the photos of this reply, so I can’t say who’s in them.',
  replyGone: 'I no longer know which photo this was about. Open the photo’s menu and choose “Name faces”.',
  personGone: 'I no longer know this person. Please choose again.',
  theyAgreedOption: 'They agreed to be recognised',
  notConfirmed: 'not recognised until someone confirms in the menu that they agreed',
  theyAnswer: 'They have an account, so only they can answer whether they want to be recognised.',
  outdatedMenu: 'This menu is out of date. Please open it again.',
  typedForSeveralPhotos: 'My reply shows several photos. Say which one you mean, for example “photo 2: 1 Ada”.',
  isThisYou: 'Is this you? Then I can learn your face from this photo, too.',
  recogniseMeByThis:
    'Is this you? If you like, I’ll recognise you in photos from now on. You can change that in App Home.',
  thisIsMe: 'This is me',
  thisIsMeRecogniseMe: 'This is me, recognise me',
  moreSelfies:
    'To make me surer, send me a photo or two of only you, here. If you delete one, I delete what I learned from it.',
  profilePictureFailed: 'I couldn’t learn from your Slack profile picture.',
  photoOfYou: 'A photo of you',
  homePhotosOfMe: 'Photos of you',
  selfieCanBeDeleted: 'If you delete your photo, I delete what I learned from it.',
  selfieDeleted: 'You deleted this photo, so I’ve deleted what I learned from it.',
  emptyName: 'This name is empty. Please type another.',
  somePhotosFailed: (failed: number, all: number, why: string) =>
    `I couldn’t open ${failed} of your ${all} photos. ${why}`,
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

/** After earlier replies were updated. */
export function repliesRefreshed(changed: number): string {
  return `Updated ${count(changed, 'earlier reply', 'earlier replies')}.`;
}

/** For the person who asked to forget someone, if it failed halfway. */
export function forgettingFailed(why: string): string {
  return `I couldn’t delete everything. ${why} Then choose “${WORDING.forget}” again in App Home, and I’ll carry on from here.`;
}

/** The menu option to add a new person. Only the label is truncated, not the name that is added. */
export function addAsNewPerson(name: string): string {
  const frame = 'Add “” as a new person';
  return `Add “${truncate(name, MAX_OPTION_TEXT - frame.length)}” as a new person`;
}

/** Beside it, when the name is a member's. */
export function meansMember(handle: string): string {
  return `This is @${handle} from this workspace`;
}

/** The menu option to confirm a candidate. */
export function yesItIs(name: string): string {
  return `Yes, ${truncate(name, MAX_OPTION_TEXT - 'Yes, '.length)}`;
}

/** The menu option to reject a candidate. */
export function noItIsNot(name: string): string {
  return `No, not ${truncate(name, MAX_OPTION_TEXT - 'No, not '.length)}`;
}

/** The menu option to change the person. */
export function changeEverywhere(name: string): string {
  const frame = 'Change  everywhere…';
  return `Change ${truncate(name, MAX_OPTION_TEXT - frame.length)} everywhere…`;
}

/** What removing a person means. Plain text. */
export function removeMeans(name: string): string {
  return `I’ll stop naming ${truncate(name, MAX_NAME_LENGTH)}. Nothing is deleted; you can put them back in App Home.`;
}

/** The result of a search in App Home. mrkdwn. @param query escaped. */
export function peopleFound(found: number, all: number, query: string): string {
  if (found === 0) return `No one here is called “${query}”.`;
  return `${found} of ${count(all, 'person', 'people')} ${found === 1 ? 'matches' : 'match'} “${query}”.`;
}

/** After a group of faces got one answer. */
export function groupSaved(saved: number, leftOut: number): string {
  const done = `Saved for ${count(saved, 'photo')}.`;
  if (leftOut === 0) return done;
  return `${done} I left out ${count(leftOut, 'photo')} that they’re in already.`;
}

/** The button that gives a face the name that did not hold. */
export function changeTo(name: string): string {
  return `Change to ${name}`;
}

/** The button for all changes. */
export function allChanges(amount: number): string {
  return `All ${amount} changes`;
}

/** Said to someone who may not rename, merge or remove a person. */
export function mayNotChange(name: string): string {
  return `${truncate(name, MAX_NAME_LENGTH)} has a Slack account, so only they or a workspace admin can change this. Please ask one of them.`;
}

/** Said to someone who names a face as a person who took their name off it. */
export function tookNameOff(name: string): string {
  const who = truncate(name, MAX_NAME_LENGTH);
  return `${who} took their name off this face, so only they can put it back.`;
}

/** Said to someone who names a face as a person who asked never to be named. */
export function refusedToBeNamed(name: string): string {
  return `${truncate(name, MAX_NAME_LENGTH)} asked me never to name them, so I can’t use that name.`;
}

/** Said to someone who links a person to a second account. */
export function personHasAccount(name: string): string {
  return `${truncate(name, MAX_NAME_LENGTH)} is already linked to another Slack account.`;
}

/** The menu option to undo a rejection. */
export function couldBeAfterAll(name: string): string {
  const frame = 'It could be  after all';
  return `It could be ${truncate(name, MAX_OPTION_TEXT - frame.length)} after all`;
}

/** After a form was saved, when it cannot simply close. */
export function namesSaved(saved: number): string {
  return `Saved ${count(saved, 'answer')}.`;
}

/** Said in a form when more faces follow. */
export function moreFacesFollow(left: number): string {
  return `${count(left, 'more face')} after these.`;
}

/** Asks whether a person is in a photo several times. mrkdwn. @param name escaped. @param faces their numbers. */
export function namedTwice(name: string, faces: readonly number[]): string {
  return `Faces ${listAll(faces.map(String))} have the same name, *${name}*. Is that right? Change one, or save anyway if this is a collage or a mirror.`;
}

/** Said after a person was named on a second face of a photo. mrkdwn. @param name escaped. @param faces their numbers. */
export function nowTwice(name: string, faces: readonly number[]): string {
  return `Faces ${listAll(faces.map(String))} now have the same name, *${name}*. If that’s not right, choose “${WORDING.changeNames}” and undo one.`;
}

/**
 * After someone typed names in the thread. mrkdwn.
 * @param photos names such as "1 Ada", escaped, and which photo they are in if there are several.
 */
export function typedNamesTaken(
  photos: readonly { readonly names: readonly string[]; readonly photo?: number }[],
): string {
  const parts = photos.map(({ names, photo }) => {
    const all = listAll(names.map((name) => `*${name}*`));
    return photo === undefined ? all : `${all} in photo ${photo}`;
  });
  return `Named ${listAll(parts)}.`;
}

/** Asks before names typed in a thread add people. mrkdwn. @param names escaped. */
export function agreedToBeAdded(names: readonly string[]): string {
  const who = listAll(names.map((name) => `*${name}*`));
  return names.length === 1
    ? `I don’t know ${who} yet. Did they agree to be recognised? If so, press the button and I’ll add them.`
    : `I don’t know ${who} yet. Did they all agree to be recognised? If so, press the button and I’ll add them.`;
}

/** Said about typed names with a number that no face has. @param photo if there are several. */
export function noSuchFace(number: number, photo: number | undefined): string {
  const where = photo === undefined ? 'my reply' : `photo ${photo}`;
  return `There’s no face ${number} in ${where}, so I’ve named no one. Check the numbers and try again.`;
}

/** Said about typed names for a photo that the reply does not have. */
export function noSuchPhoto(photo: number, photos: number): string {
  return `My reply shows ${count(photos, 'photo')}, so there’s no photo ${photo} and I’ve named no one.`;
}

/** Said about a typed name that may mean several people. mrkdwn. @param name escaped. */
export function typedNameUnclear(number: number, name: string): string {
  return `I’m not sure who “${name}” is, so I’ve named no one. Choose them in the menu of face ${number}, or type the full name.`;
}

/** Above the names that someone else gave while a form was open. */
export function namedMeanwhile(saved: number): string {
  const others = 'Someone else named these first, so I kept their names. To change one, use my reply.';
  return saved === 0 ? others : `${namesSaved(saved)} ${others}`;
}
