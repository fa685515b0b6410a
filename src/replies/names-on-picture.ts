import type { FaceRow } from '../faces/model.js';
import { isOpen } from '../faces/naming.js';
import { shortNames } from '../faces/short-names.js';
import { canDraw } from '../photos/draw-text.js';
import { fingerprintNames, type StoredReplyPhoto } from './reply-state.js';

/**
 * The names to draw on a picture, by face id.
 * @returns undefined while a face needs an answer, if no one is named, or if a name cannot be drawn: then the picture has numbers.
 */
export function namesOnPicture(rows: readonly FaceRow[]): ReadonlyMap<string, string> | undefined {
  if (rows.some(isOpen)) return undefined;
  const named = rows.flatMap(({ face, verdict }) =>
    'person' in verdict ? [{ faceId: face.id, person: verdict.person }] : [],
  );
  const short = shortNames(named.map(({ person }) => person));
  const names = new Map(named.map(({ faceId, person }) => [faceId, short.get(person.id) ?? person.name]));
  return names.size > 0 && [...names.values()].every(canDraw) ? names : undefined;
}

/** {@link fingerprintNames} of the names to draw on a picture. */
export function fingerprintOfNames(rows: readonly FaceRow[]): string {
  return fingerprintNames(namesOnPicture(rows));
}

/** Whether a picture shows other names than it should, or numbers instead, as far as there was room for names. */
export function isMislabelled({
  pictureFileId,
  labels,
  rows,
}: {
  readonly pictureFileId: string | undefined;
  readonly labels: StoredReplyPhoto['labels'] | undefined;
  readonly rows: readonly FaceRow[];
}): boolean {
  return pictureFileId !== undefined && (labels?.of ?? '') !== fingerprintOfNames(rows);
}
