import type { Deps } from '../deps.js';
import type { FaceRow, ShownFace } from '../faces/model.js';
import { nameAll, type ReplyPhoto } from './render-reply.js';

type StoreDeps = Pick<Deps, 'recognizer' | 'thresholds'>;

/**
 * Stores with each photo which faces it has and whom the model named for sure, so that searches find it without asking the model
 * about every photo, and whom the reply names, so that it is found when they are to be forgotten. At most once for the same faces.
 * @throws ClarifaiError, after which a reply must not name them: those who are forgotten later would stay in it.
 */
export async function storeShownFaces(deps: StoreDeps, photos: readonly ReplyPhoto[]): Promise<void> {
  for (const { photoId, rows } of nameAll(photos.filter(isKnownFully), deps.thresholds)) {
    const named = { personIds: namedIn(rows), covers: 'one reply' } as const;
    await deps.recognizer.photos.storeFaces(photoId, shownFaces(rows), named);
  }
}

/**
 * Stores whom an update of a reply is about to name, because Rollcall may be killed right after it.
 * @throws ClarifaiError, after which the reply must stay as it is: those who are forgotten later would stay in it.
 */
export async function storeNamedBefore(deps: StoreDeps, photos: readonly ReplyPhoto[]): Promise<void> {
  for (const { photoId, rows } of nameAll(photos, deps.thresholds)) {
    const personIds = namedIn(rows);
    if (personIds.length === 0) continue;
    await deps.recognizer.photos.storeNamed(photoId, { personIds, covers: 'some' });
  }
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

/** Whom the model names or asks about. Those who were tagged are found by their tags. */
function namedIn(rows: readonly FaceRow[]): string[] {
  return rows.flatMap(({ verdict }) =>
    verdict.kind === 'sure' || verdict.kind === 'likely' ? [verdict.person.id] : [],
  );
}
