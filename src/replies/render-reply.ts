import type { Photo } from '../faces/model.js';
import { nameFaces } from '../faces/naming.js';
import { type ThresholdOverrides, thresholdsFor } from '../faces/thresholds.js';
import { buildReply, type ReplyMessage } from '../views/reply.js';
import type { ReplyPhoto } from './load-photo.js';
import {
  fingerprintRows,
  fingerprintTags,
  packReplyState,
  type ReplyMetadata,
  type ReplyState,
} from './reply-state.js';

/** What a reply is made of. */
export interface ReplyContent extends Pick<ReplyState, 'postTs' | 'page'> {
  readonly photos: readonly ReplyPhoto[];
}

/** A reply ready to be sent. */
interface RenderedReply extends ReplyMessage {
  readonly metadata: ReplyMetadata;
}

interface RenderOptions {
  readonly thresholds: ThresholdOverrides;
  /** Milliseconds since 1970: makes block ids new with every rendering. */
  readonly now: number;
  /** Without them the message still stores which pictures it should show, so that the next update tries again. */
  readonly withPictures: boolean;
  /** Whether to mention the people who said something: in a new message that notifies them. */
  readonly mentions: boolean;
}

/** The one way from what the recogniser holds to the reply: after a post, and after every click. */
export function renderReply(content: ReplyContent, options: RenderOptions): RenderedReply {
  const named = nameAll(content.photos, options.thresholds);
  const known = content.photos.flatMap((photo) => photo.known ?? []);
  const isTrained = known.some(({ candidates }) => candidates.byFace.size > 0);
  const isNamed = known.some(({ photo }) => photo.tags.length > 0);
  const message = buildReply({
    photos: options.withPictures ? named : named.map((photo) => ({ ...photo, pictureFileId: undefined })),
    page: content.page,
    revision: options.now.toString(36),
    explainTraining: isNamed && !isTrained,
    mentions: options.mentions,
  });
  const metadata = packReplyState({
    postTs: content.postTs,
    photos: content.photos,
    page: message.page,
    tagsShown: fingerprintTags(known.map(({ photo }) => photo)),
    rowsShown: fingerprintRows(named),
    lacksPictures: lacksPictures(content, options.withPictures),
  });
  return { ...message, metadata };
}

/** Whether a reply is shown without a picture that it should have. */
export function lacksPictures({ photos }: ReplyContent, withPictures: boolean): boolean {
  return !withPictures || photos.some(({ pictureFileId }) => pictureFileId === undefined);
}

/** Whether people said anything that a reply would mention them for. */
export function hasAnswers({ photos }: ReplyContent): boolean {
  return photos.some(({ known }) => known !== undefined && isAnswered(known.photo));
}

function isAnswered({ tags, flags = [], rejections = [], collage }: Photo): boolean {
  return tags.length + flags.length + rejections.length > 0 || collage !== undefined;
}

/** Whether a reply says of every face what would be said now. */
export function isUpToDate(
  photos: readonly ReplyPhoto[],
  rowsShown: string | undefined,
  thresholds: ThresholdOverrides,
): boolean {
  return fingerprintRows(nameAll(photos, thresholds)) === rowsShown;
}

/** Photos that are no longer stored are left out. */
function nameAll(photos: readonly ReplyPhoto[], overrides: ThresholdOverrides) {
  return photos.flatMap(({ photoId, pictureFileId, known }) => {
    if (known === undefined) return [];
    const { photo, candidates } = known;
    const rows = nameFaces(photo, candidates, thresholdsFor(candidates, overrides));
    return [{ photoId, pictureFileId, rows, ...(photo.collage === undefined ? {} : { collage: photo.collage }) }];
  });
}
