import type { Candidates, Photo } from '../faces/model.js';
import { nameFaces } from '../faces/naming.js';
import { type ThresholdOverrides, thresholdsFor } from '../faces/thresholds.js';
import { buildReply, type ReplyMessage } from '../views/reply.js';
import {
  fingerprintRows,
  fingerprintTags,
  packReplyState,
  type ReplyMetadata,
  type ReplyState,
} from './reply-state.js';

/** A photo as the recogniser holds it, and whom it takes the faces for. */
export interface SeenPhoto {
  readonly photo: Photo;
  readonly candidates: Candidates;
}

/** A reply ready to be sent. */
export interface RenderedReply extends ReplyMessage {
  readonly metadata: ReplyMetadata;
}

export interface RenderRequest {
  readonly state: ReplyState;
  /** Photos missing here are left out of the reply. */
  readonly seen: readonly SeenPhoto[];
  readonly thresholds: ThresholdOverrides;
  /** Milliseconds since 1970: makes block ids new with every rendering. */
  readonly now: number;
}

/** The one way from what the recogniser holds to the reply: after a post, and after every click. */
export function renderReply({ state, seen, thresholds, now }: RenderRequest): RenderedReply {
  const photos = nameSeen({ state, seen, thresholds });
  const isTrained = seen.some(({ candidates }) => candidates.byFace.size > 0);
  const isNamed = seen.some(({ photo }) => photo.tags.length > 0);
  const message = buildReply({
    photos,
    page: state.page,
    revision: now.toString(36),
    explainTraining: isNamed && !isTrained,
  });
  const tagsShown = fingerprintTags(seen.map(({ photo }) => photo));
  const rowsShown = fingerprintRows(photos);
  return { ...message, metadata: packReplyState({ ...state, page: message.page, tagsShown, rowsShown }) };
}

/** Whether a reply says of every face what would be said now. */
export function isUpToDate(request: Omit<RenderRequest, 'now'>): boolean {
  return fingerprintRows(nameSeen(request)) === request.state.rowsShown;
}

function nameSeen({ state, seen, thresholds }: Omit<RenderRequest, 'now'>) {
  const byId = new Map(seen.map((each) => [each.photo.id, each]));
  return state.photos.flatMap(({ photoId, pictureFileId }) => {
    const each = byId.get(photoId);
    if (each === undefined) return [];
    const used = thresholdsFor(each.candidates, thresholds);
    const { collage } = each.photo;
    const rows = nameFaces(each.photo, each.candidates, used);
    return [{ photoId, pictureFileId, rows, ...(collage === undefined ? {} : { collage }) }];
  });
}
