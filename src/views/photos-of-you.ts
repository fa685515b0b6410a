import type { ImageBlock, KnownBlock } from '@slack/types';
import { picture, section } from './blocks.js';
import { type PhotosOfMeChoice, photosOfMeButtons } from './photos-of-me.js';
import { localTime, mention } from './text.js';
import { ENROLMENT_WORDING } from './wording/enrolment.js';

/** A photo of the reader, in a conversation they are in. */
export interface PhotoOfYou {
  readonly channelId: string;
  /** `ts` of its message. */
  readonly messageTs: string;
  /** Slack user id; undefined if it is not known. */
  readonly postedBy: string | undefined;
  /** The address of the message; undefined if Slack gives none. */
  readonly link: string | undefined;
  /** The Slack file that was posted; undefined if it is not shown. */
  readonly fileId: string | undefined;
}

export const MAX_DIGEST_PHOTOS = 10;

/** The message about one new photo. */
export function buildPhotoOfYou(
  photo: PhotoOfYou,
  choice: PhotosOfMeChoice | undefined,
): { readonly text: string; readonly blocks: KnownBlock[] } {
  const what = photo.link === undefined ? 'a photo of you' : `<${photo.link}|a photo of you>`;
  const who = photo.postedBy === undefined ? `There’s ${what}` : `${mention(photo.postedBy)} posted ${what}`;
  const text = `${who} in <#${photo.channelId}>.`;
  return { text, blocks: [section(text), ...pictureOf(photo), photosOfMeButtons(choice)] };
}

function pictureOf({ fileId }: PhotoOfYou): ImageBlock[] {
  return fileId === undefined
    ? []
    : [{ type: 'image', slack_file: { id: fileId }, alt_text: ENROLMENT_WORDING.photoOfYou }];
}

/** The weekly message. @param all how many photos there are, of which {@link MAX_DIGEST_PHOTOS} are shown at most. */
export function buildDigest({
  photos,
  all,
  choice,
}: {
  readonly photos: readonly PhotoOfYou[];
  readonly all: number;
  readonly choice: PhotosOfMeChoice | undefined;
}): { readonly text: string; readonly blocks: KnownBlock[] } {
  const were = all === 1 ? 'One new photo of you was' : `${all} new photos of you were`;
  const newest = all > photos.length ? ` These are the ${photos.length} newest.` : '';
  const text = `${were} posted in your conversations this week.${newest}`;
  return { text, blocks: [section(text), ...photos.map(digestRow), photosOfMeButtons(choice)] };
}

function digestRow(photo: PhotoOfYou) {
  const { channelId, messageTs, postedBy, link, fileId } = photo;
  const from = postedBy === undefined ? 'Photo' : `Photo by ${mention(postedBy)}`;
  const what =
    link === undefined ? from : `<${link}|See the photo>${postedBy === undefined ? '' : ` by ${mention(postedBy)}`}`;
  const when = localTime(new Date(Number(messageTs) * 1000));
  const thumbnail = fileId === undefined ? undefined : picture(fileId, ENROLMENT_WORDING.photoOfYou);
  return section(`${what}\n${when} in <#${channelId}>`, thumbnail);
}
