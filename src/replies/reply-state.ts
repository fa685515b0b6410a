import type { FaceRow, Photo } from '../faces/model.js';
import type { FaceOrder } from '../faces/reading-order.js';

/** What a reply stores about itself in its message metadata. Ids only, because every member can read it. */
export interface ReplyState {
  /** `ts` of the post that is answered. */
  readonly postTs: string;
  /** The photos answered, in the order they were posted. */
  readonly photos: readonly StoredReplyPhoto[];
  /** How its faces are numbered. */
  readonly order: FaceOrder;
  /** The page shown, from 0. */
  readonly page: number;
  /** {@link fingerprintTags} of the answers that the message shows; undefined before it was rendered. */
  readonly tagsShown?: string;
  /** {@link fingerprintRows} of the rows that the message shows; undefined before it was rendered. */
  readonly rowsShown?: string;
  /** The message was sent without pictures that it should show. */
  readonly lacksPictures?: boolean;
}

/** What a reply stores about one of its photos. */
export interface StoredReplyPhoto {
  readonly photoId: string;
  /** The Slack file of its numbered picture. */
  readonly pictureFileId?: string;
  /** The Slack file that was posted, if the photo was stored from an earlier file with the same picture. */
  readonly postedFileId?: string;
  /** Set if names were to be drawn on its picture. */
  readonly labels?: PictureLabels;
}

/** What is drawn on a picture. */
interface PictureLabels {
  /** `numbers` if there was no room for the names. */
  readonly kind: 'names' | 'numbers';
  /** {@link fingerprintNames} of the names that were to be drawn. */
  readonly of: string;
}

/** Shape of `metadata` in Slack's API. Values are flat, as Slack advises. */
export interface ReplyMetadata {
  readonly event_type: string;
  readonly event_payload: { readonly [key: string]: string | number };
}

/** Letters, digits and underscores only: Slack silently drops metadata with anything else. */
const REPLY_EVENT_TYPE = 'rollcall_reply';

/** The metadata to send with a reply. */
export function packReplyState(state: ReplyState): ReplyMetadata {
  return {
    event_type: REPLY_EVENT_TYPE,
    event_payload: {
      post: state.postTs,
      photos: state.photos.map(packPhoto).join(' '),
      page: state.page,
      ...(state.order === 'by rows' ? { order: 'rows' } : {}),
      ...(state.tagsShown === undefined ? {} : { tags: state.tagsShown }),
      ...(state.rowsShown === undefined ? {} : { rows: state.rowsShown }),
      ...(state.lacksPictures === true ? { pictures: 'missing' } : {}),
    },
  };
}

function packPhoto({ photoId, pictureFileId = '', postedFileId = '', labels }: StoredReplyPhoto): string {
  const drawn = labels === undefined || pictureFileId === '' ? '' : `${LABEL_KINDS[labels.kind]}${labels.of}`;
  const parts = [photoId, pictureFileId, postedFileId, drawn];
  return parts.slice(0, drawn !== '' ? 4 : postedFileId !== '' ? 3 : 2).join(':');
}

const LABEL_KINDS = { names: 'n', numbers: 'x' } as const;

function readPhoto(word: string): StoredReplyPhoto {
  const [photoId = '', pictureFileId = '', postedFileId = '', drawn = ''] = word.split(':');
  const kind = drawn.startsWith(LABEL_KINDS.names) ? 'names' : 'numbers';
  return {
    photoId,
    ...(pictureFileId === '' ? {} : { pictureFileId }),
    ...(postedFileId === '' ? {} : { postedFileId }),
    ...(drawn === '' ? {} : { labels: { kind, of: drawn.slice(1) } }),
  };
}

/** Changes whenever a name on a picture does. Empty if there are none. @param names by face id. */
export function fingerprintNames(names: ReadonlyMap<string, string> | undefined): string {
  return names === undefined ? '' : fingerprint([...names].map(([faceId, name]) => `${faceId}:${name}`));
}

/** A reply without some of its photos. */
export function withoutPhotos(state: ReplyState, photoIds: ReadonlySet<string>): ReplyState {
  return { ...state, photos: state.photos.filter(({ photoId }) => !photoIds.has(photoId)), page: 0 };
}

/** Changes whenever people tag, flag or reject a face of these photos, or undo that. */
export function fingerprintTags(photos: readonly Photo[]): string {
  const tags = photos.flatMap(({ id, tags, flags = [], rejections = [], collage }) => [
    ...tags.map(({ faceId, person }) => `${id}:${faceId}:${person.id}`),
    ...flags.map(({ faceId, kind }) => `${id}:${faceId}:${kind}`),
    ...rejections.map(({ faceId, person }) => `${id}:${faceId}:not:${person.id}`),
    ...(collage === undefined ? [] : [`${id}:collage`]),
  ]);
  return fingerprint(tags);
}

/** Changes whenever a verdict changes, but not when only a score does. */
export function fingerprintRows(photos: readonly { readonly photoId: string; readonly rows: readonly FaceRow[] }[]) {
  const rows = photos.flatMap(({ photoId, rows }) =>
    rows.map(({ face, verdict }) =>
      [photoId, face.id, verdict.kind, ...('person' in verdict ? [verdict.person.id, verdict.person.name] : [])].join(
        ':',
      ),
    ),
  );
  return fingerprint(rows);
}

/**
 * FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv). With another hash, every reply posted before would look outdated
 * and be updated after an upgrade.
 */
function fingerprint(parts: readonly string[]): string {
  let hash = 0x811c9dc5;
  for (const char of parts.toSorted().join(' ')) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash.toString(36);
}

/** Reads a reply's metadata as returned by Slack; undefined for the metadata of any other message. */
export function readReplyState(metadata: unknown): ReplyState | undefined {
  if (!isRecord(metadata) || metadata['event_type'] !== REPLY_EVENT_TYPE || !isRecord(metadata['event_payload'])) {
    return undefined;
  }
  const { post, photos, page, order, tags, rows, pictures } = metadata['event_payload'];
  if (typeof post !== 'string' || typeof photos !== 'string') return undefined;
  return {
    postTs: post,
    photos: words(photos).map(readPhoto),
    page: typeof page === 'number' ? page : 0,
    order: order === 'rows' ? 'by rows' : 'left to right',
    ...(typeof tags === 'string' ? { tagsShown: tags } : {}),
    ...(typeof rows === 'string' ? { rowsShown: rows } : {}),
    ...(pictures === 'missing' ? { lacksPictures: true } : {}),
  };
}

function words(text: string): string[] {
  return text.split(' ').filter((word) => word !== '');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
