import type { ActionsBlock, ContextBlock, ImageBlock, KnownBlock, SectionBlock } from '@slack/types';
import type { CollageFlag, FaceRow } from '../faces/model.js';
import { isOpen } from '../faces/naming.js';
import {
  button,
  context,
  MAX_ALT_TEXT,
  MAX_BLOCKS,
  MAX_BLOCKS_BYTES,
  MAX_MESSAGE_TEXT,
  MAX_SECTION_TEXT,
  plain,
  section,
  sizeOfBlocks,
} from './blocks.js';
import {
  describeNamedPicture,
  describePicture,
  describeReply,
  describeSettledFaces,
  describeWho,
} from './describe-reply.js';
import { buildOpenMenus, buildOpenRow } from './face-row.js';
import { NAME_EVERYONE_ACTION } from './name-form.js';
import { CHANGE_NAMES_ACTION, packNamesRef } from './names-modal.js';
import { packPlainBlockId } from './packed.js';
import { pageButtons } from './page-buttons.js';
import { mrkdwn } from './text.js';
import { FACE_WORDING } from './wording/face-menu.js';
import { NAMING_WORDING } from './wording/naming.js';
import { REPLY_WORDING } from './wording/replies.js';

/** Followed by the target page, because action ids must be unique within a block. */
export const TURN_PAGE_ACTION = 'turn_page';

/** One photo of a reply. */
export interface ReplyPhoto {
  readonly photoId: string;
  /** The Slack file of the picture with numbered boxes; undefined if it cannot be shown. */
  readonly pictureFileId: string | undefined;
  readonly rows: readonly FaceRow[];
  /** Whether the picture shows names instead of numbers. */
  readonly hasNames?: boolean;
  /** Set while several of its faces may be the same person. */
  readonly collage?: CollageFlag;
}

export interface ReplyContent {
  /** Photos with at least one face, in the order they were posted. */
  readonly photos: readonly ReplyPhoto[];
  /** The requested page, from 0. */
  readonly page: number;
  /** New with every update, because Slack asks that block ids are never reused. */
  readonly revision: string;
  /** How to explain what naming faces is for; undefined if that is clear. */
  readonly explainTraining: TrainingHint | undefined;
}

/** How Rollcall learns names: only when someone asks it to, or by itself some minutes later, too. */
export type TrainingHint = 'by hand' | 'automatic';

export interface ReplyMessage {
  readonly text: string;
  readonly blocks: KnownBlock[];
  /** The page shown: the last one if there are fewer pages. */
  readonly page: number;
}

/** mrkdwn */
const TRAINING_HINTS: Readonly<Record<TrainingHint, string>> = {
  'by hand': REPLY_WORDING.trainHint,
  automatic: REPLY_WORDING.autoTrainHint,
};

/** With more faces to name, each is a menu beside others instead of a row. */
const MAX_OPEN_ROWS = 4;
/** The value of a button has no room for more. */
const MAX_NAMES_PER_LINE = 25;
/** Blocks reserved on every page for the first line, the buttons and the hint. */
const FRAME_BLOCKS = 3;
const FRAME_BYTES = 900;

/**
 * The reply to a post: who is in it, then each photo with its numbered picture, a row or a menu for each face that needs an
 * answer, and one line for those that have one. With very many faces, they are spread over the pages of one message.
 */
export function buildReply({ page, revision, explainTraining, photos }: ReplyContent): ReplyMessage {
  if (photos.length === 0)
    return {
      text: REPLY_WORDING.nothingStored,
      blocks: [remark('nothing', REPLY_WORDING.nothingStored, revision)],
      page: 0,
    };
  const hint = explainTraining === undefined ? [] : [remark('hint', TRAINING_HINTS[explainTraining], revision)];
  const oneLine = namesAlone(photos, revision);
  if (oneLine !== undefined) return { text: wholeText(photos), blocks: [...oneLine, ...hint], page: 0 };
  const lead = firstLine(photos, revision);
  const pages = layOut(photos, revision, MAX_BLOCKS_BYTES - FRAME_BYTES - sizeOfBlocks([lead]));
  const shown = Math.min(Math.max(page, 0), pages.length - 1);
  const blocks = [lead, ...(pages[shown] ?? [])];
  blocks.push(...turnPages(shown, pages.length, revision), ...hint);
  return {
    text: wholeText(photos),
    blocks,
    page: shown,
  };
}

function wholeText(photos: readonly ReplyPhoto[]): string {
  return describeReply(
    photos.map(({ rows }) => rows),
    MAX_MESSAGE_TEXT - 1,
  );
}

/**
 * The reply to one photo whose faces all have an answer: one line with the names, and the picture.
 * @returns undefined if there is more to show, or too much for one line.
 */
function namesAlone(photos: readonly ReplyPhoto[], revision: string): KnownBlock[] | undefined {
  const [photo] = photos;
  if (photo === undefined || photos.length > 1 || photo.rows.some(isOpen)) return undefined;
  const { rows } = photo;
  if (rows.length > MAX_NAMES_PER_LINE) return undefined;
  const [line] = settledFaces({ photo, index: 0, rows }, revision);
  if (line === undefined) return undefined;
  const names = photo.hasNames ? describeWho(rows, MAX_NAMES_PER_LINE) : '';
  const lead = names === '' || names.length > MAX_SECTION_TEXT ? line : { ...line, text: mrkdwn(names) };
  const blocks = [lead, ...heading({ photo, index: 0, rows }, 1, revision)];
  return sizeOfBlocks(blocks) <= MAX_BLOCKS_BYTES - FRAME_BYTES ? blocks : undefined;
}

/** Who is in the photos, with a button to name all others at once if there are several. */
function firstLine(photos: readonly ReplyPhoto[], revision: string): SectionBlock {
  const rows = photos.flatMap((photo) => photo.rows);
  const several = rows.filter(isOpen).length > 1;
  const everyone = several
    ? button(NAME_EVERYONE_ACTION, NAMING_WORDING.nameEveryone, { style: 'primary' })
    : undefined;
  return { ...section(describeWho(rows), everyone), block_id: packPlainBlockId('who', '', revision) };
}

/** Rows of one photo that are on the same page. */
interface PhotoRows {
  readonly photo: ReplyPhoto;
  /** Of the photo in the reply, from 0. */
  readonly index: number;
  readonly rows: readonly FaceRow[];
}

/**
 * Whether each face that needs an answer gets a row. Menus stay menus until all of them have a name, so that nothing moves under the
 * pointer of someone who goes from one to the next; rows are back when there is a guess to say yes or no to.
 */
function hasRoomForRows(rows: readonly FaceRow[]): boolean {
  const open = rows.filter(isOpen);
  const asked = rows.filter(({ verdict }) => verdict.kind !== 'sure').length;
  return (
    open.length <= MAX_OPEN_ROWS && (asked <= MAX_OPEN_ROWS || open.some(({ verdict }) => verdict.kind === 'likely'))
  );
}

function layOut(photos: readonly ReplyPhoto[], revision: string, maxBytes: number): KnownBlock[][] {
  const isShort = hasRoomForRows(photos.flatMap(({ rows }) => rows));
  const build = (page: readonly PhotoRows[]) =>
    page.flatMap((shown) => [
      ...heading(shown, photos.length, revision),
      ...openFaces(shown, isShort, revision),
      ...settledFaces(shown, revision),
    ]);
  const fits = (blocks: readonly KnownBlock[]) =>
    blocks.length <= MAX_BLOCKS - FRAME_BLOCKS && sizeOfBlocks(blocks) <= maxBytes;
  const whole = photos.map((photo, index) => ({ photo, index, rows: photo.rows }));
  const blocks = build(whole);
  return fits(blocks) ? [blocks] : spreadOverPages(whole, (page) => fits(build(page))).map(build);
}

/** Fills page after page. A photo that continues on the next page shows its picture again there. */
function spreadOverPages(
  photos: readonly PhotoRows[],
  isRoomFor: (page: readonly PhotoRows[]) => boolean,
): (readonly PhotoRows[])[] {
  const pages: (readonly PhotoRows[])[] = [];
  let page: readonly PhotoRows[] = [];
  for (const { photo, index, rows } of photos) {
    for (const row of rows) {
      const last = page.at(-1);
      const longer =
        last?.index === index
          ? [...page.slice(0, -1), { photo, index, rows: [...last.rows, row] }]
          : [...page, { photo, index, rows: [row] }];
      if (page.length === 0 || isRoomFor(longer)) {
        page = longer;
      } else {
        pages.push(page);
        page = [{ photo, index, rows: [row] }];
      }
    }
  }
  return [...pages, page];
}

function openFaces({ photo, rows }: PhotoRows, isShort: boolean, revision: string): KnownBlock[] {
  const place = { photoId: photo.photoId, revision };
  const open = rows.filter(isOpen);
  return isShort ? open.flatMap((row) => buildOpenRow(row, place)) : buildOpenMenus(open, place);
}

function settledFaces({ photo: { photoId }, rows }: PhotoRows, revision: string): SectionBlock[] {
  const settled = rows.filter((row) => !isOpen(row));
  const lines: SectionBlock[] = [];
  for (let start = 0; start < settled.length; start += MAX_NAMES_PER_LINE) {
    const shown = settled.slice(start, start + MAX_NAMES_PER_LINE);
    const sure = shown.flatMap(({ face, verdict }) =>
      verdict.kind === 'sure' ? [{ faceId: face.id, personId: verdict.person.id }] : [],
    );
    const change = button(CHANGE_NAMES_ACTION, REPLY_WORDING.changeNames, { value: packNamesRef({ photoId, sure }) });
    const line = section(describeSettledFaces(shown), change);
    lines.push({ ...line, block_id: packPlainBlockId('settled', `${photoId}:${start}`, revision) });
  }
  return lines;
}

function heading({ photo, index, rows }: PhotoRows, total: number, revision: string): KnownBlock[] {
  const title = total === 1 ? undefined : `Photo ${index + 1} of ${total}`;
  const { photoId, collage } = photo;
  const picture = photo.pictureFileId === undefined ? noPicture(title) : pictureBlock(photo.pictureFileId, title);
  return collage === undefined
    ? [picture]
    : [picture, remark(`collage:${photoId}`, FACE_WORDING.sameOnSeveralFaces, revision)];

  function noPicture(lead: string | undefined): ContextBlock {
    const text = lead === undefined ? REPLY_WORDING.noPicture : `${lead}. ${REPLY_WORDING.noPicture}`;
    return remark(`photo:${photoId}`, text, revision);
  }

  function pictureBlock(fileId: string, lead: string | undefined): ImageBlock {
    return {
      type: 'image',
      block_id: packPlainBlockId('photo', photoId, revision),
      slack_file: { id: fileId },
      alt_text: photo.hasNames
        ? describeNamedPicture(rows, MAX_ALT_TEXT)
        : describePicture(rows, photo.rows.length, MAX_ALT_TEXT),
      ...(lead === undefined ? {} : { title: plain(lead) }),
    };
  }
}

function turnPages(page: number, pages: number, revision: string): ActionsBlock[] {
  const { earlierFaces: before, moreFaces: after } = REPLY_WORDING;
  const block_id = packPlainBlockId('pages', `${page + 1} of ${pages}`, revision);
  return pageButtons({ page, pages, action: TURN_PAGE_ACTION, before, after }).map((block) => ({ ...block, block_id }));
}

/** Whether a reply that was posted explains what naming faces is for. @param blocks as Slack returns them. */
export function explainsTraining(blocks: unknown): boolean {
  const start = packPlainBlockId('note', 'hint', '');
  return (
    Array.isArray(blocks) &&
    blocks.some(
      (block: unknown) =>
        typeof block === 'object' && block !== null && 'block_id' in block && String(block.block_id).startsWith(start),
    )
  );
}

function remark(kind: string, text: string, revision: string): ContextBlock {
  return { ...context(text), block_id: packPlainBlockId('note', kind, revision) };
}
