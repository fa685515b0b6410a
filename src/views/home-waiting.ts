import type { KnownBlock, SectionBlock } from '@slack/types';
import { header, picture, section } from './blocks.js';
import { count, localTime, placeOf } from './text.js';
import { groupsInHome, homeGroupBlocks, type ShownGroup } from './unnamed-faces.js';
import { UNNAMED_WORDING } from './wording/unnamed-faces.js';

/** A photo with faces that are neither tagged nor recognised. */
export interface WaitingPhoto {
  readonly photoId: string;
  readonly channelId: string;
  /** `ts` of its message. */
  readonly messageTs: string;
  /** Those of its faces that have no name. */
  readonly faceIds: readonly string[];
  /** Slack file of a picture of these faces; undefined if there is none. */
  readonly pictureFileId: string | undefined;
  /** The address of the message; undefined if Slack gives none. */
  readonly link: string | undefined;
}

export const MAX_WAITING_SHOWN = 16;
/** How many of these are shown with their faces; the others are one line each. */
export const MAX_WAITING_PICTURED = 6;

/** Groups of faces without a name, and the newest photos with others. @param isChecking whether photos are still being checked. */
export function waitingBlocks({
  waiting,
  isChecking,
  unnamed,
}: {
  readonly waiting: readonly WaitingPhoto[];
  readonly isChecking?: boolean;
  readonly unnamed?: { readonly groups: readonly ShownGroup[]; readonly all: number } | undefined;
}): KnownBlock[] {
  const grouped = groupsInHome(unnamed?.groups ?? []);
  const shown = withoutGrouped(waiting, grouped).slice(0, MAX_WAITING_SHOWN);
  const groups = unnamed === undefined ? [] : homeGroupBlocks(grouped, unnamed.all);
  if (shown.length === 0)
    return [
      header(UNNAMED_WORDING.title),
      ...(groups.length > 0
        ? groups
        : [section(isChecking ? UNNAMED_WORDING.checkingPhotos : UNNAMED_WORDING.allNamed)]),
    ];
  const others = shown.slice(MAX_WAITING_PICTURED).map((photo) => `• ${describe(photo, ' · ')}`);
  return [
    header(UNNAMED_WORDING.title),
    ...groups,
    ...shown.slice(0, MAX_WAITING_PICTURED).map(waitingRow),
    ...(others.length === 0 ? [] : [section(others.join('\n'))]),
  ];
}

/** Without photos of which every face is in one of the groups. */
function withoutGrouped(waiting: readonly WaitingPhoto[], groups: readonly ShownGroup[]): readonly WaitingPhoto[] {
  const key = (photoId: string, faceId: string) => `${photoId} ${faceId}`;
  const grouped = new Set(groups.flatMap(({ faces }) => faces.map(({ photoId, faceId }) => key(photoId, faceId))));
  return waiting.filter(({ photoId, faceIds }) => !faceIds.every((faceId) => grouped.has(key(photoId, faceId))));
}

function waitingRow(photo: WaitingPhoto): SectionBlock {
  const { pictureFileId } = photo;
  const faces = pictureFileId === undefined ? undefined : picture(pictureFileId, faceCount(photo));
  return section(describe(photo, '\n'), faces);
}

function describe(photo: WaitingPhoto, separator: string): string {
  const { channelId, messageTs, link } = photo;
  const when = localTime(new Date(Number(messageTs) * 1000));
  const what = link === undefined ? faceCount(photo) : `<${link}|${faceCount(photo)}>`;
  return `${what}${separator}${when} in ${placeOf(channelId)}`;
}

function faceCount({ faceIds }: WaitingPhoto): string {
  return `${count(faceIds.length, 'face')} without a name`;
}
