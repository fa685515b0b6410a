import type { ActionsBlock, Button, ExternalSelect, KnownBlock, SectionBlock } from '@slack/types';
import type { CollageFlag, FaceRow, Verdict } from '../faces/model.js';
import { button, plain, section } from './blocks.js';
import {
  CONFIRM_PERSON_ACTION,
  PICK_PERSON_ACTION,
  packFaceBlockId,
  packPlainBlockId,
  REJECT_PERSON_ACTION,
  UNFLAG_FACE_ACTION,
  UNTAG_FACE_ACTION,
} from './ids.js';
import { count, escapeMrkdwn, isUserId, listAll, localDay, localTime, mention, percent, truncate } from './text.js';
import { NOT_LEARNED, WORDING } from './wording.js';

export interface RowPlace {
  readonly photoId: string;
  /** Changes with every update. */
  readonly revision: string;
  /** Puts the controls of a row beside its text, in one block. For photos with many faces. */
  readonly compact: boolean;
}

/** The blocks of one face: the verdict, and the controls to answer it. */
export function buildFaceRow(row: FaceRow, { photoId, revision, compact }: RowPlace): KnownBlock[] {
  const { verdict, face } = row;
  const ref = { photoId, faceId: face.id };
  switch (verdict.kind) {
    case 'named':
      return [rowSection(packFaceBlockId(ref, revision), button(UNTAG_FACE_ACTION, WORDING.undo))];
    case 'not a face':
    case 'left unnamed':
      return [rowSection(packFaceBlockId(ref, revision), button(UNFLAG_FACE_ACTION, WORDING.undo))];
    case 'sure':
      return [withCandidateMenu(WORDING.notRight, true)];
    case 'unknown':
      return [rowSection(packFaceBlockId(ref, revision), personMenu(WORDING.choosePerson))];
    case 'likely':
      return compact ? [withCandidateMenu(WORDING.yesNoOrSomeoneElse, false)] : withButtons(verdict.person.id);
  }

  function withCandidateMenu(placeholder: string, isSure: boolean): SectionBlock {
    const candidateId = 'person' in verdict ? verdict.person.id : '';
    return rowSection(packFaceBlockId({ ...ref, candidateId, isSure }, revision), personMenu(placeholder));
  }

  function withButtons(personId: string): KnownBlock[] {
    const controls: ActionsBlock = {
      type: 'actions',
      block_id: packFaceBlockId(ref, revision),
      elements: [
        button(CONFIRM_PERSON_ACTION, WORDING.yes, { value: personId }),
        button(REJECT_PERSON_ACTION, WORDING.no, { value: personId }),
        personMenu(WORDING.someoneElse),
      ],
    };
    return [rowSection(packPlainBlockId('row', `${photoId}:${face.id}`, revision)), controls];
  }

  function rowSection(blockId: string, accessory?: Button | ExternalSelect): SectionBlock {
    return { ...section(describeRow(row, { compact }), accessory), block_id: blockId };
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

/** Formats a moment. */
type When = (moment: Date) => string;

/**
 * The text of one row, in mrkdwn: the verdict, and who flagged or rejected it and when.
 * @param compact shows only the day.
 */
export function describeRow(
  { number, face, verdict, rejected = [] }: FaceRow,
  { compact }: { readonly compact: boolean },
): string {
  const when = compact ? localDay : localTime;
  const rejections = rejected
    .slice(0, MAX_REJECTIONS_SHOWN)
    .map(
      ({ person, rejectedBy, rejectedAt }) =>
        ` Not ${escapeMrkdwn(person.name)} (${tagger(rejectedBy)}, ${when(rejectedAt)}).`,
    );
  if (rejected.length > rejections.length) rejections.push(` Nor ${rejected.length - rejections.length} others.`);
  const qualityIssue =
    verdict.kind === 'named' && face.qualityIssue !== undefined ? ` · ${NOT_LEARNED[face.qualityIssue]}` : '';
  return `${describeVerdict(number, verdict, when)}${qualityIssue}${rejections.join('')}`;
}

function describeVerdict(number: number, verdict: Verdict, when: When): string {
  switch (verdict.kind) {
    case 'sure':
      return `*${number} ${escapeMrkdwn(verdict.person.name)}* · ${percent(verdict.score)}`;
    case 'likely':
      return `*${number} Is this ${escapeMrkdwn(verdict.person.name)}?*`;
    case 'unknown':
      return `*${number} Who is this?*`;
    case 'named':
      return `*${number} ${escapeMrkdwn(verdict.person.name)}*`;
    case 'not a face':
      return `*${number} Not a face* · marked by ${tagger(verdict.flaggedBy)}, ${when(verdict.flaggedAt)}`;
    case 'left unnamed':
      return `*${number} Skipped* · by ${tagger(verdict.flaggedBy)}, ${when(verdict.flaggedAt)}`;
  }
}

/** Says in one line who named which faces, and when the last one was named. mrkdwn; empty if no member named any. */
export function describeTaggers(rows: readonly FaceRow[]): string {
  const faces = new Map<string, number[]>();
  let latest = 0;
  for (const { number, verdict } of rows) {
    if (verdict.kind !== 'named' || !isUserId(verdict.taggedBy)) continue;
    faces.set(verdict.taggedBy, [...(faces.get(verdict.taggedBy) ?? []), number]);
    latest = Math.max(latest, verdict.taggedAt.getTime());
  }
  if (faces.size === 0) return '';
  const people = [...faces].map(([userId, numbers]) =>
    faces.size === 1 ? mention(userId) : `${mention(userId)} (${numbers.join(', ')})`,
  );
  return `Named by ${listAll(people)} · ${localTime(new Date(latest))}`;
}

/** Says that the photo is a collage, who said so and when. mrkdwn. */
export function describeCollage({ flaggedBy, flaggedAt }: CollageFlag): string {
  return `This is a collage: the same person can appear twice · ${tagger(flaggedBy)}, ${localTime(flaggedAt)}`;
}

/**
 * Describes a numbered picture for people who cannot see it: who is where, from left to right. Plain text.
 * @param rows the faces to describe: those beside the picture on this page of the reply.
 * @param total the number of faces on the picture.
 */
export function describePicture(rows: readonly FaceRow[], total: number, limit: number): string {
  const faces = rows.map((row) => `${row.number} ${shortVerdict(row)}`);
  const part = rows.length < total ? ` (here ${rows.at(0)?.number} to ${rows.at(-1)?.number})` : '';
  const where = rows.length === 1 ? '' : ', from left to right';
  return truncate(`Photo with ${count(total, 'numbered face')}${part}${where}: ${faces.join(', ')}.`, limit);
}

/** A whole reply as one text, for notifications and screen readers. mrkdwn. */
export function describeReply(photos: readonly (readonly FaceRow[])[], limit: number): string {
  const faces = photos.reduce((total, rows) => total + rows.length, 0);
  const parts = photos.map((rows, index) => {
    const people = rows.map((row) => `${row.number} ${escapeMrkdwn(shortVerdict(row))}`).join(', ');
    return photos.length === 1 ? people : `photo ${index + 1}: ${people}`;
  });
  const where = photos.length === 1 ? '' : ` in ${photos.length} photos`;
  return truncate(`${count(faces, 'face')}${where}: ${parts.join('; ')}.`, limit);
}

/** The person who answered, in mrkdwn. Other programs can also tag. */
export function tagger(taggedBy: string): string {
  return isUserId(taggedBy) ? mention(taggedBy) : 'someone';
}

function shortVerdict({ verdict }: FaceRow): string {
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
