import type { ActionsBlock, Button, ExternalSelect, KnownBlock } from '@slack/types';
import type { FaceRow, Verdict } from '../faces/model.js';
import { button, plain, section } from './blocks.js';
import { PICK_PERSON_ACTION, packFaceActionId, packFaceBlockId } from './face-controls.js';
import { packPlainBlockId } from './packed.js';
import { escapeMrkdwn, isUserId, localTime, mention, percent, truncate } from './text.js';
import { CONSENT_WORDING } from './wording/consent.js';
import { FACE_WORDING } from './wording/face-menu.js';
import { WORDING } from './wording/general.js';
import { NOT_LEARNED } from './wording/replies.js';

export const CONFIRM_PERSON_ACTION = 'confirm_person';
export const REJECT_PERSON_ACTION = 'reject_person';
export const UNTAG_FACE_ACTION = 'undo_name';
export const UNFLAG_FACE_ACTION = 'undo_mark';
/** Takes the viewer's own name off a face. Its value is the person's id. */
export const NOT_ME_ACTION = 'not_me';

/** Who sees a row. */
export interface RowViewer {
  readonly userId: string;
  /** The person linked to their account; undefined if there is none. */
  readonly personId: string | undefined;
}

export interface RowPlace {
  readonly photoId: string;
  /** Changes with every update. */
  readonly revision: string;
}

/** The blocks of a face that needs an answer: the question, and the controls to answer it. */
export function buildOpenRow(row: FaceRow, { photoId, revision }: RowPlace): KnownBlock[] {
  const { verdict, face } = row;
  const ref = { photoId, faceId: face.id };
  const question = (accessory?: ExternalSelect) => section(describeOpen(row), accessory);
  if (verdict.kind !== 'likely') {
    return [{ ...question(personMenu(FACE_WORDING.choosePerson)), block_id: packFaceBlockId(ref, revision) }];
  }
  const controls: ActionsBlock = {
    type: 'actions',
    block_id: packFaceBlockId(ref, revision),
    elements: [
      button(CONFIRM_PERSON_ACTION, FACE_WORDING.yes, { value: verdict.person.id }),
      button(REJECT_PERSON_ACTION, FACE_WORDING.no, { value: verdict.person.id }),
      personMenu(FACE_WORDING.someoneElse),
    ],
  };
  return [{ ...question(), block_id: packPlainBlockId('row', `${photoId}:${face.id}`, revision) }, controls];
}

/** docs.slack.dev/reference/block-kit/blocks/actions-block */
const MAX_MENUS_PER_BLOCK = 25;

/** One menu for each of many faces that need an answer, side by side. The placeholder is the question. */
export function buildOpenMenus(rows: readonly FaceRow[], { photoId, revision }: RowPlace): ActionsBlock[] {
  const blocks: ActionsBlock[] = [];
  for (let start = 0; start < rows.length; start += MAX_MENUS_PER_BLOCK) {
    blocks.push({
      type: 'actions',
      block_id: packPlainBlockId('faces', `${photoId}:${start}`, revision),
      elements: rows.slice(start, start + MAX_MENUS_PER_BLOCK).map(({ number, face, verdict }) => {
        const candidateId = verdict.kind === 'likely' ? verdict.person.id : undefined;
        const question = verdict.kind === 'likely' ? isThis(verdict.person.name) : FACE_WORDING.whoIsThis;
        return {
          ...personMenu(`${number} ${question}`),
          action_id: packFaceActionId({
            photoId,
            faceId: face.id,
            ...(candidateId === undefined ? {} : { candidateId }),
          }),
        };
      }),
    });
  }
  return blocks;
}

/**
 * The row of a face that has an answer: who gave it and when, and a control to change it.
 * @param viewer who sees the row: called "you" in it, and offered to take their own name off.
 */
export function buildSettledRow(row: FaceRow, { photoId, revision }: RowPlace, viewer: RowViewer): KnownBlock[] {
  const { verdict, face } = row;
  const ref = { photoId, faceId: face.id };
  const text = describeSettled(row, viewer.userId);
  const sureOf = verdict.kind === 'sure' ? { candidateId: verdict.person.id, isSure: true } : {};
  const block_id = packFaceBlockId({ ...ref, ...sureOf }, revision);
  const control = controlOf(verdict);
  const isViewer = 'person' in verdict && verdict.person.id === viewer.personId;
  if (!isViewer) return [{ ...section(text, control), block_id }];
  const notMe = button(NOT_ME_ACTION, CONSENT_WORDING.takeMyNameOff, { value: verdict.person.id });
  return [
    { ...section(text), block_id: packPlainBlockId('row', `${photoId}:${face.id}`, revision) },
    { type: 'actions', block_id, elements: [control, notMe] },
  ];
}

/** What changes a settled answer. */
function controlOf(verdict: Verdict): Button | ExternalSelect {
  switch (verdict.kind) {
    case 'named':
      return button(UNTAG_FACE_ACTION, WORDING.undo);
    case 'not a face':
    case 'left unnamed':
      return button(UNFLAG_FACE_ACTION, WORDING.undo);
    case 'sure':
      return personMenu(FACE_WORDING.confirmOrChange);
    default:
      return personMenu(FACE_WORDING.choosePerson);
  }
}

function personMenu(placeholder: string): ExternalSelect {
  return {
    type: 'external_select',
    action_id: PICK_PERSON_ACTION,
    placeholder: plain(truncate(placeholder, 150)),
    min_query_length: 0,
  };
}

/** More would make a row too long to read. */
const MAX_REJECTIONS_SHOWN = 4;

/** What is asked about a face, and who it is not. mrkdwn. */
export function describeOpen({ number, verdict, rejected = [] }: FaceRow): string {
  const question = verdict.kind === 'likely' ? isThis(escapeMrkdwn(verdict.person.name)) : FACE_WORDING.whoIsThis;
  const rejections = rejected.slice(0, MAX_REJECTIONS_SHOWN).map(({ person }) => ` Not ${escapeMrkdwn(person.name)}.`);
  if (rejected.length > rejections.length) rejections.push(` Nor ${rejected.length - rejections.length} others.`);
  return `*${number} ${question}*${rejections.join('')}`;
}

function isThis(name: string): string {
  return `Is this ${name}?`;
}

/** Who a face is, who said so, and when. mrkdwn. @param viewerId is called "you". */
export function describeSettled({ number, face, verdict }: FaceRow, viewerId: string): string {
  const by = (userId: string) => (userId === viewerId ? 'you' : tagger(userId));
  switch (verdict.kind) {
    case 'sure':
      return `*${number} ${escapeMrkdwn(verdict.person.name)}*\nRecognised · ${percent(verdict.score)}`;
    case 'named': {
      const issue = face.qualityIssue === undefined ? '' : ` · ${NOT_LEARNED[face.qualityIssue]}`;
      return `*${number} ${escapeMrkdwn(verdict.person.name)}*\nNamed by ${by(verdict.taggedBy)} · ${localTime(verdict.taggedAt)}${issue}`;
    }
    case 'not a face':
      return `*${number} Not a face*\nMarked by ${by(verdict.flaggedBy)} · ${localTime(verdict.flaggedAt)}`;
    case 'left unnamed':
      return `*${number} Skipped*\nBy ${by(verdict.flaggedBy)} · ${localTime(verdict.flaggedAt)}`;
    default:
      return `*${number} ${FACE_WORDING.whoIsThis}*`;
  }
}

/** The person who answered, in mrkdwn. Other programs can also tag. */
export function tagger(taggedBy: string): string {
  return isUserId(taggedBy) ? mention(taggedBy) : 'someone';
}

/** The same for a view that only one person sees: they are called “you”, because a mention would highlight it for them. */
export function taggerFor(viewerId: string | undefined, taggedBy: string): string {
  return taggedBy !== '' && taggedBy === viewerId ? 'you' : tagger(taggedBy);
}

/** A verdict in a few words. Plain text. */
export function shortVerdict(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'sure':
    case 'named':
      return verdict.person.name;
    case 'likely':
      return `perhaps ${verdict.person.name}`;
    case 'unknown':
      return 'not named yet';
    case 'not a face':
      return 'not a face';
    case 'left unnamed':
      return 'skipped';
  }
}
