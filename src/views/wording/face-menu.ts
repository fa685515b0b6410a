import { MAX_OPTION_TEXT } from '../blocks.js';
import { truncate } from '../text.js';

/** The question about a face, and the menu that answers it. Plain text unless marked mrkdwn. */
export const FACE_WORDING = {
  yes: 'Yes',
  no: 'No',
  choosePerson: 'Choose a person',
  someoneElse: 'Someone else',
  confirmOrChange: 'Confirm or change',
  whoIsThis: 'Who is this?',
  isThisRight: 'Is this right?',
  likely: 'Most likely',
  people: 'People',
  members: 'In this workspace',
  thisPhoto: 'This photo',
  newPerson: 'New',
  noName: 'No name',
  sameOnSeveralFaces: 'This is a collage: the same person can appear twice',
  eachPersonOnce: 'Not a collage: no one appears twice',
  addSomeoneNew: 'Add someone new…',
  /** In a menu, below an option that adds someone. */
  agreedIfAdded: 'By adding them, you confirm that they’ve agreed to it',
  notAFace: 'Not a face',
  leaveOpen: 'Leave without a name',
  doNotAsk: 'Don’t ask about this face',
  noAccount: 'No Slack account',
} as const;

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

/** The menu option to undo a rejection. */
export function couldBeAfterAll(name: string): string {
  const frame = 'It could be  after all';
  return `It could be ${truncate(name, MAX_OPTION_TEXT - frame.length)} after all`;
}
