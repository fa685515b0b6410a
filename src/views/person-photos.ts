import type { ModalView } from '@slack/types';
import { picture, plain, section } from './blocks.js';
import { taggerFor } from './face-row.js';
import { placeOf } from './home-waiting.js';
import { escapeMrkdwn, localTime } from './text.js';
import { photosOf, WORDING } from './wording.js';

/** A photo in which a person is tagged, as far as it is known. */
export interface ShownPhoto {
  readonly channelId: string;
  /** `ts` of its message. */
  readonly messageTs: string;
  readonly taggedBy: string;
  /** The address of the message; undefined if Slack gives none. */
  readonly link: string | undefined;
  /** Slack file of a picture of their face; undefined if there is none. */
  readonly faceFileId: string | undefined;
}

/** In a modal, which has room for 100 blocks. */
export const MAX_PHOTOS_SHOWN = 20;

interface PersonPhotos {
  /** Of the person. */
  readonly name: string;
  /** Newest first. */
  readonly photos: readonly ShownPhoto[];
  /** How many there are. */
  readonly all: number;
  readonly viewerId: string;
}

/** The photos of one person. */
export function buildPersonPhotos({ name, photos, all, viewerId }: PersonPhotos): ModalView {
  const first = all === 0 ? WORDING.noPhotosToShow : photosOf(escapeMrkdwn(name), photos.length, all);
  return notice([section(first), ...photos.map((photo) => photoRow(name, photo, viewerId))]);
}

/** While the photos are being found, or if they cannot be. */
export function buildPhotosNotice(text: string): ModalView {
  return notice([section(text)]);
}

function notice(blocks: ModalView['blocks']): ModalView {
  return { type: 'modal', title: plain(WORDING.photosTitle), close: plain(WORDING.close), blocks };
}

function photoRow(name: string, { channelId, messageTs, taggedBy, link, faceFileId }: ShownPhoto, viewerId: string) {
  const when = localTime(new Date(Number(messageTs) * 1000));
  const where = `${when} in ${placeOf(channelId)}`;
  const open = link === undefined ? '' : `<${link}|${WORDING.seePhoto}>\n`;
  const crop = faceFileId === undefined ? undefined : picture(faceFileId, `Face of ${name}`);
  return section(`${open}${where}\nNamed by ${taggerFor(viewerId, taggedBy)}`, crop);
}
