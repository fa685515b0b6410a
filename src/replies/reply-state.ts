import type { FaceRow, Photo } from '../faces/model.js';

/** What a reply remembers about itself, in its message metadata: ids only, as every member can read it. */
export interface ReplyState {
  /** `ts` of the post that is answered. */
  readonly postTs: string;
  /** The photos answered, in the order they were posted. */
  readonly photos: readonly AnsweredPhoto[];
  /** The page shown, from 0. */
  readonly page: number;
  /** Which sayings of people the message shows, as {@link fingerprintTags} puts it; undefined before it was rendered. */
  readonly tagsShown?: string;
  /** Which rows the message shows, as {@link fingerprintRows} puts it; undefined before it was rendered. */
  readonly rowsShown?: string;
  /** The message had to go without pictures that it should show. */
  readonly lacksPictures?: boolean;
}

interface AnsweredPhoto {
  readonly photoId: string;
  /** The Slack file of its numbered picture. */
  readonly pictureFileId?: string;
  /** The Slack file that was posted, where it is not the one the photo was kept from: the same picture came before. */
  readonly postedFileId?: string;
}

/** Shape of `metadata` in Slack's API. Values are flat, as Slack advises. */
export interface ReplyMetadata {
  readonly event_type: string;
  readonly event_payload: { readonly [key: string]: string | number };
}

/** Letters, digits and underscores only: with anything else Slack drops the metadata without a word. */
const REPLY_EVENT_TYPE = 'rollcall_reply';

/** The metadata to be sent with a reply. */
export function packReplyState(state: ReplyState): ReplyMetadata {
  return {
    event_type: REPLY_EVENT_TYPE,
    event_payload: {
      post: state.postTs,
      photos: state.photos.map(packPhoto).join(' '),
      page: state.page,
      ...(state.tagsShown === undefined ? {} : { tags: state.tagsShown }),
      ...(state.rowsShown === undefined ? {} : { rows: state.rowsShown }),
      ...(state.lacksPictures === true ? { pictures: 'missing' } : {}),
    },
  };
}

function packPhoto({ photoId, pictureFileId = '', postedFileId }: AnsweredPhoto): string {
  return [photoId, pictureFileId, ...(postedFileId === undefined ? [] : [postedFileId])].join(':');
}

function readPhoto(word: string): AnsweredPhoto {
  const [photoId = '', pictureFileId = '', postedFileId = ''] = word.split(':');
  return {
    photoId,
    ...(pictureFileId === '' ? {} : { pictureFileId }),
    ...(postedFileId === '' ? {} : { postedFileId }),
  };
}

/** A short mark of what people said about some photos: another one when anything was said, changed or taken back. */
export function fingerprintTags(photos: readonly Photo[]): string {
  const tags = photos.flatMap(({ id, tags, flags = [], rejections = [], collage }) => [
    ...tags.map(({ faceId, person }) => `${id}:${faceId}:${person.id}`),
    ...flags.map(({ faceId, kind }) => `${id}:${faceId}:${kind}`),
    ...rejections.map(({ faceId, person }) => `${id}:${faceId}:not:${person.id}`),
    ...(collage === undefined ? [] : [`${id}:collage`]),
  ]);
  return shortMark(tags);
}

/** The same of what is said about each face, by people or by the recogniser, but not how likely it is. */
export function fingerprintRows(photos: readonly { readonly photoId: string; readonly rows: readonly FaceRow[] }[]) {
  const said = photos.flatMap(({ photoId, rows }) =>
    rows.map(({ face, verdict }) =>
      [photoId, face.id, verdict.kind, ...('person' in verdict ? [verdict.person.id, verdict.person.name] : [])].join(
        ':',
      ),
    ),
  );
  return shortMark(said);
}

/** FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv): to notice a difference, not to keep a secret. */
function shortMark(parts: readonly string[]): string {
  let hash = 0x811c9dc5;
  for (const char of parts.toSorted().join(' ')) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash.toString(36);
}

/** Reads a reply's metadata as Slack gave it back; undefined when it is none of ours. */
export function readReplyState(metadata: unknown): ReplyState | undefined {
  if (!isRecord(metadata) || metadata['event_type'] !== REPLY_EVENT_TYPE || !isRecord(metadata['event_payload'])) {
    return undefined;
  }
  const { post, photos, page, tags, rows, pictures } = metadata['event_payload'];
  if (typeof post !== 'string' || typeof photos !== 'string') return undefined;
  return {
    postTs: post,
    photos: words(photos).map(readPhoto),
    page: typeof page === 'number' ? page : 0,
    ...(typeof tags === 'string' ? { tagsShown: tags } : {}),
    ...(typeof rows === 'string' ? { rowsShown: rows } : {}),
    ...(pictures === 'missing' ? { lacksPictures: true } : {}),
  };
}

function words(text: unknown): string[] {
  return typeof text === 'string' ? text.split(' ').filter((word) => word !== '') : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
