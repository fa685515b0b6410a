import type { FaceRef } from '../faces/model.js';
import { SEPARATOR } from './packed.js';

export const PICK_PERSON_ACTION = 'pick_person';

/** What the block id of a face's controls says about the face. */
export interface FaceBlockId extends FaceRef {
  /** The person the row names or asks about, if the row's menu has the answer. */
  readonly candidateId?: string;
  /** Whether the row names this person rather than asking. Undefined in rows of version 0.1. */
  readonly isSure?: boolean;
}

const SURE = 'sure';

/**
 * The block id of a row's controls.
 * @param revision changes with every update, as Slack asks of block ids.
 */
export function packFaceBlockId(face: FaceBlockId, revision: string): string {
  const parts = ['face', face.photoId, face.faceId, face.candidateId ?? '', revision];
  return [...parts, ...(face.isSure === true ? [SURE] : [])].join(SEPARATOR);
}

/** Reads a block id of {@link packFaceBlockId}; undefined for any other. */
export function readFaceBlockId(blockId: string): FaceBlockId | undefined {
  const [kind, photoId, faceId, candidateId, , verdict] = blockId.split(SEPARATOR);
  if (kind !== 'face' || !photoId || !faceId) return undefined;
  if (!candidateId) return { photoId, faceId };
  return verdict === SURE ? { photoId, faceId, candidateId, isSure: true } : { photoId, faceId, candidateId };
}

/**
 * The action id of a face's menu that shares a block with those of other faces of the photo: `pick_person:<face>`, followed by
 * the id of the candidate it asks about. The block id is `faces:<photo>:…`.
 */
export function packFaceActionId({ faceId, candidateId }: FaceBlockId): string {
  return [PICK_PERSON_ACTION, faceId, ...(candidateId === undefined ? [] : [candidateId])].join(SEPARATOR);
}

/** The face that a control is about, by its block or, in a block of several faces, by itself; undefined for any other control. */
export function readFaceControl(control: {
  readonly block_id: string;
  readonly action_id: string;
}): FaceBlockId | undefined {
  const [kind, photoId] = control.block_id.split(SEPARATOR);
  if (kind !== 'faces') return readFaceBlockId(control.block_id);
  const [action, faceId, candidateId] = control.action_id.split(SEPARATOR);
  if (action !== PICK_PERSON_ACTION || !photoId || !faceId) return undefined;
  return { photoId, faceId, ...(candidateId ? { candidateId } : {}) };
}
