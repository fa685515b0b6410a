import { MAX_NAME_LENGTH } from '../../faces/names.js';
import { count, listAll, truncate } from '../text.js';

/** The forms that name faces, and why a name is refused. Plain text unless marked mrkdwn. */
export const NAMING_WORDING = {
  newPersonTitle: 'Who is this?',
  newPersonSubmit: 'Add name',
  thisFace: 'The face you chose',
  memberLabel: 'Their Slack account',
  memberHint: 'Links this face to their Slack account.',
  memberPlaceholder: 'Choose a member',
  samePersonTitle: 'The same person?',
  samePersonLabel: 'Is this the same person?',
  samePerson: 'Yes, the same person',
  anotherPerson: 'No, someone else with this name',
  tellApart: 'If it’s someone else, add something that tells them apart, such as an initial.',
  agreed: 'They agreed to be recognised',
  agreedLabel: 'Consent',
  agreedHint: 'Only needed for someone without a Slack account. I ask everyone else myself.',
  agreedFirst: 'Please confirm that they agreed, or choose their Slack account above.',
  namesTitle: 'Names in this photo',
  namesLoading: 'Loading the names…',
  nothingToChange: 'No face in this photo has a name yet.',
  nameEveryone: 'Name everyone',
  nameEveryoneHint: 'Choose a person or type a name. A face you leave empty stays without a name.',
  numberedPicture: 'The photo with a number on every face',
  nameFaceHere: 'Choose or type a name',
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
  thisFaceNow: 'The face you named',
} as const;

/** After a form was saved, when it cannot simply close. */
export function namesSaved(saved: number): string {
  return `Saved ${count(saved, 'answer')}.`;
}

/** Said in a form when more faces follow. */
export function moreFacesFollow(left: number): string {
  return `${count(left, 'more face')} after these.`;
}

/** Above the names that someone else gave while a form was open. */
export function namedMeanwhile(saved: number): string {
  const others = 'Someone else named these first, so I kept their names. To change one, use my reply.';
  return saved === 0 ? others : `${namesSaved(saved)} ${others}`;
}

/** Asks whether a person is in a photo several times. mrkdwn. @param name escaped. @param faces their numbers. */
export function namedTwice(name: string, faces: readonly number[]): string {
  return `Faces ${listAll(faces.map(String))} have the same name, *${name}*. Is that right? Change one, or save anyway if this is a collage or a mirror.`;
}

/** The button that gives a face the name that did not hold. */
export function changeTo(name: string): string {
  return `Change to ${name}`;
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
