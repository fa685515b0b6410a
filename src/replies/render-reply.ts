import { isClarifaiError } from '../clarifai/transport/errors.js';
import type { Deps } from '../deps.js';
import type { Candidates, Photo } from '../faces/model.js';
import { nameFaces } from '../faces/naming.js';
import type { FaceOrder } from '../faces/reading-order.js';
import { type ThresholdOverrides, thresholdsFor } from '../faces/thresholds.js';
import { buildReply, type ReplyMessage } from '../views/reply.js';
import type { CandidateCache } from './candidate-cache.js';
import { fingerprintOfNames } from './names-on-picture.js';
import {
  fingerprintRows,
  fingerprintTags,
  packReplyState,
  type ReplyMetadata,
  type ReplyState,
  type StoredReplyPhoto,
} from './reply-state.js';

/** The content of a reply. */
export interface ReplyContent extends Pick<ReplyState, 'postTs' | 'page' | 'order'> {
  readonly photos: readonly ReplyPhoto[];
}

/** A reply ready to be sent. */
interface RenderedReply extends ReplyMessage {
  readonly metadata: ReplyMetadata;
}

interface RenderOptions {
  readonly thresholds: ThresholdOverrides;
  /** After how many minutes Rollcall trains by itself; undefined if it does not. */
  readonly autoTrainMinutes: number | undefined;
  /** Milliseconds since 1970. Makes block ids unique to each rendering. */
  readonly now: number;
  /** Even without pictures, the message stores which ones it should show, so that the next update tries again. */
  readonly withPictures: boolean;
}

/** Renders a reply from what the recogniser has stored. Used for every reply and every update. */
export function renderReply(content: ReplyContent, options: RenderOptions): RenderedReply {
  const named = nameAll(content.photos, options.thresholds, content.order);
  const known = content.photos.flatMap((photo) => photo.known ?? []);
  const isTrained = known.some(({ candidates }) => candidates.byFace.size > 0);
  const isNamed = known.some(({ photo }) => photo.tags.length > 0);
  const hint = options.autoTrainMinutes === undefined ? 'by hand' : 'automatic';
  const message = buildReply({
    photos: options.withPictures ? named : named.map((photo) => ({ ...photo, pictureFileId: undefined })),
    page: content.page,
    revision: options.now.toString(36),
    explainTraining: isNamed && !isTrained ? hint : undefined,
  });
  const metadata = packReplyState({
    postTs: content.postTs,
    photos: content.photos,
    page: message.page,
    order: content.order,
    tagsShown: fingerprintTags(known.map(({ photo }) => photo)),
    rowsShown: fingerprintRows(named),
    lacksPictures: lacksPictures(content, options.withPictures),
  });
  return { ...message, metadata };
}

/** Whether a reply lacks a picture that it should show. */
export function lacksPictures({ photos }: ReplyContent, withPictures: boolean): boolean {
  return !withPictures || photos.some(({ pictureFileId }) => pictureFileId === undefined);
}

/** Whether the rows of a reply would be rendered the same now. */
export function isUpToDate(
  photos: readonly ReplyPhoto[],
  rowsShown: string | undefined,
  thresholds: ThresholdOverrides,
): boolean {
  return fingerprintRows(nameAll(photos, thresholds)) === rowsShown;
}

/** The verdicts on the faces of a reply. Photos that are no longer stored are left out. */
export function nameAll(photos: readonly ReplyPhoto[], overrides: ThresholdOverrides, order?: FaceOrder) {
  return photos.flatMap(({ photoId, pictureFileId, labels, known }) => {
    if (known === undefined) return [];
    const { photo, candidates } = known;
    const rows = nameFaces(photo, candidates, thresholdsFor(candidates, overrides), order);
    const hasNames = labels?.kind === 'names' && labels.of === fingerprintOfNames(rows);
    return [
      {
        photoId,
        pictureFileId,
        labels,
        hasNames,
        rows,
        ...(photo.collage === undefined ? {} : { collage: photo.collage }),
      },
    ];
  });
}

/** A photo of a reply: what the message stores about it, and what the recogniser knows. */
export interface ReplyPhoto extends StoredReplyPhoto {
  /** Undefined when the photo is no longer stored. */
  readonly known: KnownPhoto | undefined;
}

/** A stored photo and the candidates for its faces. */
interface KnownPhoto {
  readonly photo: Photo;
  readonly candidates: Candidates;
}

/** Loads the photos of a reply and their candidates. */
export function loadPhotos(
  deps: Pick<Deps, 'recognizer'> & { readonly candidateCache: CandidateCache },
  photos: readonly StoredReplyPhoto[],
): Promise<ReplyPhoto[]> {
  return Promise.all(
    photos.map(async (stored) => {
      const photo = await findPhoto(deps, stored.photoId);
      const known = photo && { photo, candidates: await deps.candidateCache.recall(photo) };
      return { ...stored, known };
    }),
  );
}

/** A stored photo; undefined when it is no longer stored. */
export async function findPhoto({ recognizer }: Pick<Deps, 'recognizer'>, photoId: string): Promise<Photo | undefined> {
  try {
    return await recognizer.photos.read(photoId);
  } catch (error) {
    if (isClarifaiError(error, 'not_found')) return undefined;
    throw error;
  }
}
