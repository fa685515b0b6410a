import type { Deps } from '../deps.js';
import type { FaceRow, ShownFace } from '../faces/model.js';
import { orUndefined } from '../failures.js';
import { nameAll, type ReplyPhoto } from './render-reply.js';

/**
 * Stores with each photo which faces it has and whom the model named for sure, so that searches find it without asking the model
 * about every photo. In the background, and at most once for the same faces.
 */
export function storeShownFaces(
  deps: Pick<Deps, 'recognizer' | 'thresholds' | 'log' | 'inBackground'>,
  photos: readonly ReplyPhoto[],
): void {
  deps.inBackground(async () => {
    for (const { photoId, rows } of nameAll(photos.filter(isKnownFully), deps.thresholds)) {
      await orUndefined(
        deps.recognizer.photos.storeFaces(photoId, shownFaces(rows)),
        'Not stored who is on a photo',
        deps.log.info,
      );
    }
  });
}

/** Without its picture or its model, a photo has no candidates, so the names stored before stay. */
function isKnownFully({ known }: ReplyPhoto): boolean {
  return known !== undefined && known.candidates.engine !== '' && known.candidates.isModelMissing !== true;
}

/** The faces of a photo in the order of their ids, so that the same faces are stored the same. */
export function shownFaces(rows: readonly FaceRow[]): ShownFace[] {
  return rows
    .map(({ face, verdict }): ShownFace => {
      const sure = verdict.kind === 'sure' ? { personId: verdict.person.id } : {};
      return { faceId: face.id, ...sure };
    })
    .sort((a, b) => (a.faceId < b.faceId ? -1 : 1));
}
