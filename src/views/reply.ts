import type { ActionsBlock, ContextBlock, ImageBlock, KnownBlock } from '@slack/types';
import type { CollageFlag, FaceRow, Verdict } from '../faces/model.js';
import { isOpen } from '../faces/naming.js';
import {
  button,
  context,
  MAX_ALT_TEXT,
  MAX_BLOCKS,
  MAX_BLOCKS_BYTES,
  MAX_MESSAGE_TEXT,
  plain,
  sizeOfBlocks,
} from './blocks.js';
import { buildFaceRow, describeCollage, describePicture, describeReply, describeTaggers } from './face-row.js';
import { NAME_EVERYONE_ACTION, packPlainBlockId, TURN_PAGE_ACTION } from './ids.js';
import { WORDING } from './wording.js';

/** One photo of a reply. */
export interface ReplyPhoto {
  readonly photoId: string;
  /** The Slack file of the picture with numbered boxes; undefined if it cannot be shown. */
  readonly pictureFileId: string | undefined;
  readonly rows: readonly FaceRow[];
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
  /** Whether to explain what naming faces is for. */
  readonly explainTraining: boolean;
  /** Whether to mention the people who answered. A new message notifies them; an update does not. Default true. */
  readonly mentions?: boolean;
}

export interface ReplyMessage {
  readonly text: string;
  readonly blocks: KnownBlock[];
  /** The page shown: the last one if there are fewer pages. */
  readonly page: number;
}

/** Blocks reserved on every page for the buttons and the hint. */
const FOOTER_BLOCKS = 3;
const FOOTER_BYTES = 900;

/**
 * The reply to a post: each photo with its numbered picture and one row per face. With many faces, rows become compact, and
 * with more they are spread over the pages of one message.
 */
export function buildReply({
  page,
  revision,
  explainTraining,
  mentions = true,
  ...content
}: ReplyContent): ReplyMessage {
  const photos = mentions ? content.photos : content.photos.map(withoutAuthors);
  if (photos.length === 0)
    return { text: WORDING.nothingStored, blocks: [remark('nothing', WORDING.nothingStored, revision)], page: 0 };
  const pages = layOut(photos, revision);
  const shown = Math.min(Math.max(page, 0), pages.length - 1);
  const blocks = [...(pages[shown] ?? []), ...nameEveryone(photos, revision)];
  if (pages.length > 1) blocks.push(pageButtons(shown, pages.length, revision));
  if (explainTraining) blocks.push(remark('hint', WORDING.trainHint, revision));
  return {
    text: describeReply(
      photos.map(({ rows }) => rows),
      MAX_MESSAGE_TEXT - 1,
    ),
    blocks,
    page: shown,
  };
}

/** The rows then say "someone" instead. */
function withoutAuthors({ rows, collage, ...photo }: ReplyPhoto): ReplyPhoto {
  return {
    ...photo,
    ...(collage === undefined ? {} : { collage: { ...collage, flaggedBy: '' } }),
    rows: rows.map(({ verdict, rejected, ...row }) => ({
      ...row,
      verdict: withoutAuthor(verdict),
      ...(rejected === undefined ? {} : { rejected: rejected.map((each) => ({ ...each, rejectedBy: '' })) }),
    })),
  };
}

function withoutAuthor(verdict: Verdict): Verdict {
  if (verdict.kind === 'named') return { ...verdict, taggedBy: '' };
  return 'flaggedBy' in verdict ? { ...verdict, flaggedBy: '' } : verdict;
}

/** Rows of one photo that are on the same page. */
interface PhotoRows {
  readonly photo: ReplyPhoto;
  /** Of the photo in the reply, from 0. */
  readonly index: number;
  readonly rows: readonly FaceRow[];
}

function layOut(photos: readonly ReplyPhoto[], revision: string): KnownBlock[][] {
  const build = (page: readonly PhotoRows[], compact: boolean) =>
    page.flatMap((shown) => [
      ...heading(shown, photos.length, revision),
      ...shown.rows.flatMap((row) => buildFaceRow(row, { photoId: shown.photo.photoId, revision, compact })),
      ...taggers(shown, revision),
    ]);
  const whole = photos.map((photo, index) => ({ photo, index, rows: photo.rows }));
  for (const compact of [false, true]) {
    const blocks = build(whole, compact);
    if (fits(blocks)) return [blocks];
  }
  return spreadOverPages(whole, (page) => fits(build(page, true))).map((page) => build(page, true));
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

function fits(blocks: readonly KnownBlock[]): boolean {
  return blocks.length <= MAX_BLOCKS - FOOTER_BLOCKS && sizeOfBlocks(blocks) <= MAX_BLOCKS_BYTES - FOOTER_BYTES;
}

function heading({ photo, index, rows }: PhotoRows, total: number, revision: string): KnownBlock[] {
  const title = total === 1 ? undefined : `Photo ${index + 1} of ${total}`;
  const { photoId, collage } = photo;
  const picture = photo.pictureFileId === undefined ? noPicture(title) : pictureBlock(photo.pictureFileId, title);
  return collage === undefined
    ? [picture]
    : [picture, remark(`collage:${photoId}`, describeCollage(collage), revision)];

  function noPicture(lead: string | undefined): ContextBlock {
    const text = lead === undefined ? WORDING.noPicture : `${lead}. ${WORDING.noPicture}`;
    return remark(`photo:${photoId}`, text, revision);
  }

  function pictureBlock(fileId: string, lead: string | undefined): ImageBlock {
    return {
      type: 'image',
      block_id: packPlainBlockId('photo', photoId, revision),
      slack_file: { id: fileId },
      alt_text: describePicture(rows, photo.rows.length, MAX_ALT_TEXT),
      ...(lead === undefined ? {} : { title: plain(lead) }),
    };
  }
}

function taggers({ photo, rows }: PhotoRows, revision: string): KnownBlock[] {
  const text = describeTaggers(rows);
  return text === '' ? [] : [remark(`taggers:${photo.photoId}`, text, revision)];
}

/** The button that names all faces at once, if there are several to name. */
function nameEveryone(photos: readonly ReplyPhoto[], revision: string): ActionsBlock[] {
  if (photos.flatMap(({ rows }) => rows.filter(isOpen)).length < 2) return [];
  return [
    {
      type: 'actions',
      block_id: packPlainBlockId('everyone', '', revision),
      elements: [button(NAME_EVERYONE_ACTION, WORDING.nameEveryone, { style: 'primary' })],
    },
  ];
}

function pageButtons(page: number, pages: number, revision: string): ActionsBlock {
  const turnTo = (target: number, label: string) =>
    button(`${TURN_PAGE_ACTION}:${target}`, `${label} (page ${target + 1} of ${pages})`, { value: String(target) });
  return {
    type: 'actions',
    block_id: packPlainBlockId('pages', `${page + 1} of ${pages}`, revision),
    elements: [
      ...(page > 0 ? [turnTo(page - 1, WORDING.earlierFaces)] : []),
      ...(page < pages - 1 ? [turnTo(page + 1, WORDING.moreFaces)] : []),
    ],
  };
}

function remark(kind: string, text: string, revision: string): ContextBlock {
  return { ...context(text), block_id: packPlainBlockId('note', kind, revision) };
}
