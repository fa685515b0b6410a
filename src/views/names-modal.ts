import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { FaceRow } from '../faces/model.js';
import { isOpen } from '../faces/naming.js';
import { plain, section } from './blocks.js';
import { buildSettledRow, type RowViewer } from './face-row.js';
import { SEPARATOR } from './packed.js';
import { WORDING } from './wording/general.js';
import { NAMING_WORDING } from './wording/naming.js';

/** "Change…" below the names of a photo. Its value is of packNamesRef. */
export const CHANGE_NAMES_ACTION = 'change_names';

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

/** The photo a list of names is about, and its reply. Ids only. */
export interface NamesContext {
  readonly reply: { readonly channelId: string; readonly threadTs: string; readonly ts: string };
  readonly photoId: string;
}

const contextSchema = z.object({
  reply: z.object({ channelId: z.string(), threadTs: z.string(), ts: z.string() }),
  photoId: z.string(),
});

/** A list of names over which another modal was opened. Ids only. */
export interface ListBelow {
  readonly viewId: string;
  readonly photoId: string;
}

export const listBelowSchema = z.object({ viewId: z.string(), photoId: z.string() });

/** What `private_metadata` of the list says; undefined for any other view. */
export function readNamesContext(metadata: string): NamesContext | undefined {
  try {
    return contextSchema.safeParse(JSON.parse(metadata)).data;
  } catch {
    return undefined;
  }
}

/** A face is one block of the 100 that a modal has room for; the viewer's own is two. */
const MAX_FACES = 90;

export interface NamesContent {
  readonly context: NamesContext;
  readonly rows: readonly FaceRow[];
  readonly viewer: RowViewer;
  /** New with every update, so that no menu keeps an old choice. */
  readonly revision: string;
  /** What went wrong a moment ago. */
  readonly problem?: string | undefined;
}

/** "Change…": every face of a photo that has an answer, who gave it and when, and a control to change it. */
export function buildNamesModal({ context, rows, viewer, revision, problem }: NamesContent): ModalView {
  const settled = rows.filter((row) => !isOpen(row)).slice(0, MAX_FACES);
  const { photoId } = context;
  return {
    type: 'modal',
    private_metadata: JSON.stringify(context),
    title: plain(NAMING_WORDING.namesTitle),
    close: plain(WORDING.close),
    blocks: [
      ...(problem === undefined ? [] : [section(problem)]),
      ...settled.flatMap((row) => buildSettledRow(row, { photoId, revision }, viewer)),
      ...(settled.length === 0 ? [section(NAMING_WORDING.nothingToChange)] : []),
    ],
  };
}

/** Before the list is known, or if it cannot be. @param text mrkdwn. */
export function buildNamesNotice(text: string): ModalView {
  return {
    type: 'modal',
    title: plain(NAMING_WORDING.namesTitle),
    close: plain(WORDING.close),
    blocks: [section(text)],
  };
}
