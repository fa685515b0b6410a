import type { FaceRef } from '../faces/model.js';
import { SEPARATOR } from './packed.js';

/** A person, with a face to show of them. */
export interface PersonRef {
  readonly personId: string;
  readonly face: FaceRef | undefined;
}

/** The value of a button that opens a person. */
export function packPersonRef({ personId, face }: PersonRef): string {
  return [personId, ...(face === undefined ? [] : [face.photoId, face.faceId])].join(SEPARATOR);
}

/** Reads a value of {@link packPersonRef}; undefined for any other. */
export function readPersonRef(value: string): PersonRef | undefined {
  const [personId, photoId, faceId] = value.split(SEPARATOR);
  if (!personId) return undefined;
  return { personId, face: photoId && faceId ? { photoId, faceId } : undefined };
}
