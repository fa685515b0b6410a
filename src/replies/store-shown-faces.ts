import type { Deps } from '../deps.js';
import type { FaceRow, ShownFace } from '../faces/model.js';
import { orUndefined } from '../failures.js';
import { nameAll, type ReplyPhoto } from './render-reply.js';

type StoreDeps = Pick<Deps, 'recognizer' | 'thresholds' | 'log'>;

/**
 * Stores with each photo which faces it has and whom the model named for sure, so that searches find it without asking the model
 * about every photo, and whom the reply names, so that it is found when they are to be forgotten. At most once for the same faces.
 */
export async function storeShownFaces(deps: StoreDeps, photos: readonly ReplyPhoto[]): Promise<void> {
  for (const { photoId, rows } of nameAll(photos.filter(isKnownFully), deps.thresholds)) {
    const named = { personIds: namedIn(rows), covers: 'one reply' } as const;
    await orUndefined(
      deps.recognizer.photos.storeFaces(photoId, shownFaces(rows), named),
      'Not stored who is on a photo',
      deps.log.info,
    );
  }
}

/** Stores whom an update of a reply is about to name, because Rollcall may be killed right after it. */
export async function storeNamedBefore(deps: StoreDeps, photos: readonly ReplyPhoto[]): Promise<void> {
  for (const { photoId, rows } of nameAll(photos, deps.thresholds)) {
    const personIds = namedIn(rows);
    if (personIds.length === 0) continue;
    await orUndefined(
      deps.recognizer.photos.storeNamed(photoId, { personIds, covers: 'some' }),
      'Not stored who is named in a reply',
      deps.log.info,
    );
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
