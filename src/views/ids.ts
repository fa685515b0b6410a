import type { ConsentChoice, FlagKind, PhotosOfMe } from '../faces/model.js';
import type { UndoableChange } from '../faces/person-registry.js';

/** Ids of controls, and what is packed into them. Only ids are, so that a stale message can do no harm. */

export const PICK_PERSON_ACTION = 'pick_person';
export const CONFIRM_PERSON_ACTION = 'confirm_person';
export const REJECT_PERSON_ACTION = 'reject_person';
export const UNTAG_FACE_ACTION = 'undo_name';
export const UNFLAG_FACE_ACTION = 'undo_mark';
/** Takes the viewer's own name off a face. Its value is the person's id. */
export const NOT_ME_ACTION = 'not_me';
/** The same in the message that told the person they were named. Its value is of packPersonRef. */
export const NOT_ME_TOLD_ACTION = 'not_me_told';
/** "They agreed" below a question about names typed in a thread. Its value is the thread's and the message's ts. */
export const AGREED_ACTION = 'agreed';
/** Keeps a person who would be forgotten. Its value is the person's id. */
export const KEEP_PERSON_ACTION = 'keep_person';
/** An answer to whether someone wants to be recognised, followed by the answer. */
export const CONSENT_ACTION = 'consent';
/** Followed by the target page, because action ids must be unique within a block. */
export const TURN_PAGE_ACTION = 'turn_page';
/** Its value is the person's id. */
export const FORGET_PERSON_ACTION = 'forget_person';
/** "Send me my data" in App Home. */
export const OWN_DATA_ACTION = 'own_data';
export const HOME_PAGE_ACTION = 'home_page';
/** The search field of App Home, and the button that ends a search. */
export const FIND_PERSON_ACTION = 'find_person';
export const FIND_EVERYONE_ACTION = 'find_everyone';
/** The menu beside a person in App Home. The values of its options are of packPersonChoice. */
export const PERSON_MENU_ACTION = 'person_menu';
/** The modals that ask before a person is removed or forgotten. */
export const REMOVE_PERSON_VIEW = 'remove_person';
export const FORGET_PERSON_VIEW = 'forget_person';
/** A link to a message. */
export const SEE_PHOTO_ACTION = 'see_photo';
/** Gives a face the name that did not hold. Its value is of packNameAgain. */
export const NAME_AGAIN_ACTION = 'name_again';
export const NAME_FACES_SHORTCUT = 'name_faces';
/** The shortcut in the menu of a message. */
export const NAME_FACES_SHORTCUT_NAME = 'Name faces';
/** The button that opens the form for all faces without a name, the form, and its menus. */
export const NAME_EVERYONE_ACTION = 'name_everyone';
export const NAME_EVERYONE_VIEW = 'name_everyone';
export const NAME_FACE_ACTION = 'name_face';
/** "Change…" below the names of a photo. Its value is of packNamesRef. */
export const CHANGE_NAMES_ACTION = 'change_names';
/** The modals that add a person and that ask whether they are already known. */
export const NEW_PERSON_VIEW = 'new_person';
export const SAME_PERSON_VIEW = 'same_person';
/** The modals that change a person and that ask whether they are someone already known. */
export const PERSON_VIEW = 'person';
export const MERGE_PERSON_VIEW = 'merge_person';
export const CHANGE_PERSON_ACTION = 'change_person';
export const SAME_AS_ACTION = 'same_as';
export const REMOVE_PERSON_ACTION = 'remove_person';
export const UNDO_CHANGE_ACTION = 'take_back';
export const ALL_CHANGES_ACTION = 'all_changes';
/** "Train" in App Home. */
export const TRAIN_ACTION = 'train';
/** "Details" of a training report. Its value is the report's id. */
export const TRAINING_DETAILS_ACTION = 'training_details';
/** "Merge" in a training report. Its value is of packMergeRef. */
export const MERGE_PAIR_ACTION = 'merge_pair';
/** Below the question of `/train-faces invite`. The value of the first is of packInviteScope (invite.ts). */
export const INVITE_ACTION = 'invite_people';
export const CANCEL_INVITE_ACTION = 'cancel_invite';
/** How someone wants to hear of photos of them, followed by the choice, because the buttons share a block. */
export const PHOTOS_OF_ME_ACTION = 'photos_of_me';
/** Below a photo that someone sent in a direct message. Its value is the photo's id. */
export const THIS_IS_ME_ACTION = 'this_is_me';
export const TRAIN_FACES_COMMAND = '/train-faces';
export const FIND_PHOTOS_COMMAND = '/find-photos';
/** Searches again for one of several people. Its value is the text of the search. */
export const FIND_PHOTOS_ACTION = 'find_photos';
/** Opens all faces without a name, and turns their pages. */
export const UNNAMED_ACTION = 'unnamed_faces';
/** Opens the form that names a group of faces. Its value is of packFaces. */
export const NAME_GROUP_ACTION = 'name_group';
export const NAME_GROUP_VIEW = 'name_group';
/** Which faces of a group are meant. */
export const GROUP_FACES_ACTION = 'group_faces';
/** The buttons of the modal about a channel's earlier photos. */
export const EARLIER_START_ACTION = 'earlier_start';
export const EARLIER_STOP_ACTION = 'earlier_stop';
export const EARLIER_CHECK_ACTION = 'earlier_check';
/** Followed by the target page. */
export const PHOTOS_PAGE_ACTION = 'photos_page';

/** One face of one photo. */
interface FaceRef {
  readonly photoId: string;
  readonly faceId: string;
}

/** What the block id of a face's controls says about the face. */
export interface FaceBlockId extends FaceRef {
  /** The person the row names or asks about, if the row's menu has the answer. */
  readonly candidateId?: string;
  /** Whether the row names this person rather than asking. Undefined in rows of version 0.1. */
  readonly isSure?: boolean;
}

const SEPARATOR = ':';
const SURE = 'sure';

/**
 * The block id of a row's controls.
 * @param revision changes with every update, as Slack asks of block ids.
 */
export function packFaceBlockId(face: FaceBlockId, revision: string): string {
  const parts = ['face', face.photoId, face.faceId, face.candidateId ?? '', revision];
  return [...parts, ...(face.isSure === true ? [SURE] : [])].join(SEPARATOR);
}

/** Reads a block id of {@link packFaceBlockId}; undefined for any other. */
export function readFaceBlockId(blockId: string): FaceBlockId | undefined {
  const [kind, photoId, faceId, candidateId, , verdict] = blockId.split(SEPARATOR);
  if (kind !== 'face' || !photoId || !faceId) return undefined;
  if (!candidateId) return { photoId, faceId };
  return verdict === SURE ? { photoId, faceId, candidateId, isSure: true } : { photoId, faceId, candidateId };
}

/**
 * The action id of a face's menu that shares a block with those of other faces of the photo: `pick_person:<face>`, followed by
 * the id of the candidate it asks about. The block id is `faces:<photo>:…`.
 */
export function packFaceActionId({ faceId, candidateId }: FaceBlockId): string {
  return [PICK_PERSON_ACTION, faceId, ...(candidateId === undefined ? [] : [candidateId])].join(SEPARATOR);
}

/** The face that a control is about, by its block or, in a block of several faces, by itself; undefined for any other control. */
export function readFaceControl(control: {
  readonly block_id: string;
  readonly action_id: string;
}): FaceBlockId | undefined {
  const [kind, photoId] = control.block_id.split(SEPARATOR);
  if (kind !== 'faces') return readFaceBlockId(control.block_id);
  const [action, faceId, candidateId] = control.action_id.split(SEPARATOR);
  if (action !== PICK_PERSON_ACTION || !photoId || !faceId) return undefined;
  return { photoId, faceId, ...(candidateId ? { candidateId } : {}) };
}

/** The block id of a block without controls. */
export function packPlainBlockId(kind: string, what: string, revision: string): string {
  return [kind, what, revision].join(SEPARATOR);
}

/** What to explain about a face: its name, or, for an unknown face, who looks similar. */
export type Explains = 'name' | 'similarity';

/** A choice in the menu of a face. */
export type Choice =
  | { readonly kind: 'person'; readonly personId: string }
  | { readonly kind: 'member'; readonly userId: string }
  | { readonly kind: 'new'; readonly name: string }
  | { readonly kind: 'not'; readonly personId: string }
  | { readonly kind: 'take back not'; readonly personId: string }
  | { readonly kind: 'flag'; readonly flag: FlagKind }
  /** No answer: clears a menu of a form. */
  | { readonly kind: 'leave open' }
  /** Whether several faces of the photo may be the same person. */
  | { readonly kind: 'collage'; readonly holds: boolean }
  | { readonly kind: 'change person'; readonly personId: string }
  /** Explain a name, or who a face looks like. */
  | { readonly kind: 'why'; readonly explains: Explains }
  | { readonly kind: 'someone new' };

/** The value of a menu option. A name is at most 75 characters, a value 150. */
export function packChoice(choice: Choice): string {
  switch (choice.kind) {
    case 'person':
      return `p${SEPARATOR}${choice.personId}`;
    case 'member':
      return `u${SEPARATOR}${choice.userId}`;
    case 'new':
      return `n${SEPARATOR}${choice.name}`;
    case 'not':
      return `x${SEPARATOR}${choice.personId}`;
    case 'take back not':
      return `b${SEPARATOR}${choice.personId}`;
    case 'flag':
      return `m${SEPARATOR}${choice.flag}`;
    case 'leave open':
      return `l${SEPARATOR}open`;
    case 'collage':
      return `c${SEPARATOR}${choice.holds ? 'yes' : 'no'}`;
    case 'change person':
      return `e${SEPARATOR}${choice.personId}`;
    case 'why':
      return `w${SEPARATOR}${choice.explains === 'name' ? 'name' : 'likeness'}`;
    case 'someone new':
      return `a${SEPARATOR}new`;
  }
}

/** Reads a value of {@link packChoice}; undefined for any other. */
export function readChoice(value: string): Choice | undefined {
  const kind = value.slice(0, 2);
  const rest = value.slice(2);
  if (rest === '') return undefined;
  if (kind === 'p:') return { kind: 'person', personId: rest };
  if (kind === 'u:') return { kind: 'member', userId: rest };
  if (kind === 'n:') return { kind: 'new', name: rest };
  if (kind === 'x:') return { kind: 'not', personId: rest };
  if (kind === 'b:') return { kind: 'take back not', personId: rest };
  if (kind === 'm:' && (rest === 'not a face' || rest === 'left unnamed')) return { kind: 'flag', flag: rest };
  if (kind === 'l:') return { kind: 'leave open' };
  if (kind === 'c:' && (rest === 'yes' || rest === 'no')) return { kind: 'collage', holds: rest === 'yes' };
  if (kind === 'e:') return { kind: 'change person', personId: rest };
  if (kind === 'w:') return { kind: 'why', explains: rest === 'name' ? 'name' : 'similarity' };
  if (kind === 'a:') return { kind: 'someone new' };
  return undefined;
}

const CONSENT_WORDS: Readonly<Record<string, ConsentChoice>> = {
  recognise: 'recognise',
  when_named: 'when named',
  never: 'never',
};

/** The action id of an answer to whether someone wants to be recognised. */
export function packConsentChoice(choice: ConsentChoice): string {
  const word = Object.keys(CONSENT_WORDS).find((each) => CONSENT_WORDS[each] === choice) ?? '';
  return [CONSENT_ACTION, word].join(SEPARATOR);
}

/** Reads an action id of {@link packConsentChoice}; undefined for any other. */
export function readConsentChoice(actionId: string): ConsentChoice | undefined {
  const [action, word = ''] = actionId.split(SEPARATOR);
  return action === CONSENT_ACTION ? CONSENT_WORDS[word] : undefined;
}

/** The value of the button that says people agreed. @param threadTs of the thread. @param ts of the message with the names. */
export function packTypedRef(threadTs: string, ts: string): string {
  return [threadTs, ts].join(SEPARATOR);
}

/** Reads a value of {@link packTypedRef}; undefined for any other. */
export function readTypedRef(value: string): { readonly threadTs: string; readonly ts: string } | undefined {
  const [threadTs, ts] = value.split(SEPARATOR);
  return threadTs && ts ? { threadTs, ts } : undefined;
}

/** A person, with a face to show of them. */
export interface PersonRef {
  readonly personId: string;
  readonly face: FaceRef | undefined;
}

/** The value of a button that opens a person. */
export function packPersonRef({ personId, face }: PersonRef): string {
  return [personId, ...(face === undefined ? [] : [face.photoId, face.faceId])].join(SEPARATOR);
}

/** Reads a value of {@link packPersonRef}; undefined for any other. */
export function readPersonRef(value: string): PersonRef | undefined {
  const [personId, photoId, faceId] = value.split(SEPARATOR);
  if (!personId) return undefined;
  return { personId, face: photoId && faceId ? { photoId, faceId } : undefined };
}

/** What to do with a person in App Home. */
export type PersonChoice = (typeof PERSON_CHOICES)[number];

const PERSON_CHOICES = ['agreed', 'photos', 'change', 'remove', 'forget'] as const;

/** The value of an option in the menu of a person. */
export function packPersonChoice(choice: PersonChoice, person: PersonRef): string {
  return [choice, packPersonRef(person)].join(SEPARATOR);
}

/** Reads a value of {@link packPersonChoice}; undefined for any other. */
export function readPersonChoice(
  value: string,
): { readonly choice: PersonChoice; readonly person: PersonRef } | undefined {
  const [chosen = '', ...rest] = value.split(SEPARATOR);
  const person = readPersonRef(rest.join(SEPARATOR));
  const choice = PERSON_CHOICES.find((each) => each === chosen);
  return choice && person && { choice, person };
}

/** A name for a face of a reply. */
export interface NameAgain extends FaceRef {
  readonly personId: string;
  readonly threadTs: string;
  readonly replyTs: string;
}

/** The value of the button that gives a face a name again. */
export function packNameAgain({ photoId, faceId, personId, threadTs, replyTs }: NameAgain): string {
  return [photoId, faceId, personId, threadTs, replyTs].join(SEPARATOR);
}

/** Reads a value of {@link packNameAgain}; undefined for any other. */
export function readNameAgain(value: string): NameAgain | undefined {
  const [photoId, faceId, personId, threadTs, replyTs] = value.split(SEPARATOR);
  if (!photoId || !faceId || !personId || !threadTs || !replyTs) return undefined;
  return { photoId, faceId, personId, threadTs, replyTs };
}

/** The names of a photo that a button is about. */
export interface NamesRef {
  readonly photoId: string;
  /** The faces that the recogniser named and no one tagged, so that they are found when that person is erased. */
  readonly sure: readonly { readonly faceId: string; readonly personId: string }[];
}

/** The value of the button that opens the names of a photo. Slack allows 2000 characters, which is about 28 faces. */
export function packNamesRef({ photoId, sure }: NamesRef): string {
  return [photoId, ...sure.map(({ faceId, personId }) => `${faceId}${SEPARATOR}${personId}`)].join(' ');
}

/** Reads a value of {@link packNamesRef}. */
export function readNamesRef(value: string): NamesRef {
  const [photoId = '', ...sure] = value.split(' ');
  return {
    photoId,
    sure: sure.map((each) => {
      const [faceId = '', personId = ''] = each.split(SEPARATOR);
      return { faceId, personId };
    }),
  };
}

/** A change to undo: its kind, whose it is, and when it was made. */
export interface ChangeRef {
  readonly kind: UndoableChange['kind'];
  readonly personId: string;
  readonly at: Date;
}

/** The value of a button that undoes a change. */
export function packChangeRef({ kind, person, at }: UndoableChange): string {
  return [kind, person.id, at.getTime()].join(SEPARATOR);
}

/** Reads a value of {@link packChangeRef}; undefined for any other. */
export function readChangeRef(value: string): ChangeRef | undefined {
  const [kind, personId, at] = value.split(SEPARATOR);
  if (kind !== 'renamed' && kind !== 'merged' && kind !== 'removed') return undefined;
  if (!personId || !at || !Number.isInteger(Number(at))) return undefined;
  return { kind, personId, at: new Date(Number(at)) };
}

/** Two people of a training report who look like one person. */
export interface MergeRef {
  /** The report the button is in. */
  readonly reportId: string;
  readonly personId: string;
  /** Whom they are merged into. */
  readonly intoId: string;
}

/** The value of a button that merges two people. */
export function packMergeRef({ reportId, personId, intoId }: MergeRef): string {
  return [reportId, personId, intoId].join(SEPARATOR);
}

/** Reads a value of {@link packMergeRef}; undefined for any other. */
export function readMergeRef(value: string): MergeRef | undefined {
  const [reportId, personId, intoId] = value.split(SEPARATOR);
  return reportId && personId && intoId ? { reportId, personId, intoId } : undefined;
}

const PHOTOS_OF_ME: Readonly<Record<PhotosOfMe['choice'], string>> = {
  'at once': 'at_once',
  weekly: 'weekly',
  never: 'never',
};

/** The action id of the button for a choice. */
export function packPhotosOfMeChoice(choice: PhotosOfMe['choice']): string {
  return [PHOTOS_OF_ME_ACTION, PHOTOS_OF_ME[choice]].join(SEPARATOR);
}

/** Reads an action id of {@link packPhotosOfMeChoice}; undefined for any other. */
export function readPhotosOfMeChoice(actionId: string): PhotosOfMe['choice'] | undefined {
  const choices: readonly PhotosOfMe['choice'][] = ['at once', 'weekly', 'never'];
  return choices.find((choice) => packPhotosOfMeChoice(choice) === actionId);
}

/** The most faces in one value of {@link packFaces}: Slack allows 2000 characters, and options and metadata hold as much. */
export const MAX_PACKED_FACES = 20;

/** The value of a button about several faces. Later ones than {@link MAX_PACKED_FACES} are left out. */
export function packFaces(faces: readonly FaceRef[]): string {
  return faces
    .slice(0, MAX_PACKED_FACES)
    .map(({ photoId, faceId }) => `${photoId}${SEPARATOR}${faceId}`)
    .join(' ');
}

/** Reads a value of {@link packFaces}. */
export function readFaces(value: string): FaceRef[] {
  return value.split(' ').flatMap((word) => {
    const [photoId, faceId] = word.split(SEPARATOR);
    return photoId && faceId ? [{ photoId, faceId }] : [];
  });
}
