import type { Photo } from '../faces/model.js';
import type { Rejection } from '../faces/naming.js';

/** What a reply remembers about itself, in its message metadata: ids only, as every member can read it. */
export interface ReplyState {
  /** `ts` of the post that is answered. */
  readonly postTs: string;
  /** The photos answered, in the order they were posted, each with the Slack file of its numbered picture. */
  readonly photos: readonly { readonly photoId: string; readonly pictureFileId?: string }[];
  /** Names that somebody said no to. */
  readonly rejections: readonly (Rejection & { readonly photoId: string })[];
  /** The page shown, from 0. */
  readonly page: number;
  /** Which names by people the message shows, as {@link fingerprintTags} puts it; undefined before it was rendered. */
  readonly tagsShown?: string;
  /** The message had to go without pictures that it should show. */
  readonly lacksPictures?: boolean;
}

/** Shape of `metadata` in Slack's API. Values are flat, as Slack advises. */
export interface ReplyMetadata {
  readonly event_type: string;
  readonly event_payload: { readonly [key: string]: string | number };
}

/** Letters, digits and underscores only: with anything else Slack drops the metadata without a word. */
const REPLY_EVENT_TYPE = 'rollcall_reply';

/** Rejections beyond this are forgotten, oldest first, to stay clear of Slack's unpublished limit of metadata. */
const MAX_REJECTIONS = 40;

/** The metadata to be sent with a reply. */
export function packReplyState(state: ReplyState): ReplyMetadata {
  const photoNumbers = new Map(state.photos.map(({ photoId }, index) => [photoId, index]));
  return {
    event_type: REPLY_EVENT_TYPE,
    event_payload: {
      post: state.postTs,
      photos: state.photos.map(({ photoId, pictureFileId = '' }) => `${photoId}:${pictureFileId}`).join(' '),
      rejected: state.rejections
        .slice(-MAX_REJECTIONS)
        .map(({ photoId, faceId, personId }) => `${photoNumbers.get(photoId) ?? 0}:${faceId}:${personId}`)
        .join(' '),
      page: state.page,
      ...(state.tagsShown === undefined ? {} : { tags: state.tagsShown }),
      ...(state.lacksPictures === true ? { pictures: 'missing' } : {}),
    },
  };
}

/** A short mark of who was named on some photos: another one when any name was given, changed or taken back. */
export function fingerprintTags(photos: readonly Photo[]): string {
  const tags = photos.flatMap((photo) => photo.tags.map(({ faceId, person }) => `${photo.id}:${faceId}:${person.id}`));
  let hash = 0x811c9dc5;
  // FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv): to notice a difference, not to keep a secret.
  for (const char of tags.sort().join(' ')) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash.toString(36);
}

/** Reads a reply's metadata as Slack gave it back; undefined when it is none of ours. */
export function readReplyState(metadata: unknown): ReplyState | undefined {
  if (!isRecord(metadata) || metadata.event_type !== REPLY_EVENT_TYPE || !isRecord(metadata.event_payload)) {
    return undefined;
  }
  const { post, photos, rejected, page, tags, pictures } = metadata.event_payload;
  if (typeof post !== 'string' || typeof photos !== 'string') return undefined;
  const photoList = words(photos).map((word) => {
    const [photoId = '', pictureFileId = ''] = word.split(':');
    return pictureFileId === '' ? { photoId } : { photoId, pictureFileId };
  });
  return {
    postTs: post,
    photos: photoList,
    rejections: words(rejected).flatMap((word) => {
      const [number, faceId = '', personId = ''] = word.split(':');
      const photoId = photoList[Number(number)]?.photoId;
      return photoId === undefined ? [] : [{ photoId, faceId, personId }];
    }),
    page: typeof page === 'number' ? page : 0,
    ...(typeof tags === 'string' ? { tagsShown: tags } : {}),
    ...(pictures === 'missing' ? { lacksPictures: true } : {}),
  };
}

function words(text: unknown): string[] {
  return typeof text === 'string' ? text.split(' ').filter((word) => word !== '') : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
