import type { FaceRef } from '../faces/model.js';
import { SEPARATOR } from './packed.js';

/** The most faces in one value of {@link packFaces}: Slack allows 2000 characters, and options and metadata hold as much. */
export const MAX_PACKED_FACES = 20;

/** The value of a button about several faces. Later ones than {@link MAX_PACKED_FACES} are left out. */
export function packFaces(faces: readonly FaceRef[]): string {
  return faces
    .slice(0, MAX_PACKED_FACES)
    .map(({ photoId, faceId }) => `${photoId}${SEPARATOR}${faceId}`)
    .join(' ');
}

/** Reads a value of {@link packFaces}. */
export function readFaces(value: string): FaceRef[] {
  return value.split(' ').flatMap((word) => {
    const [photoId, faceId] = word.split(SEPARATOR);
    return photoId && faceId ? [{ photoId, faceId }] : [];
  });
}
