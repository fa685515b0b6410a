import type { PhotoTag } from '../../faces/model.js';
import { resolveTags } from '../../faces/person-registry.js';
import type { Session } from '../session.js';
import { newestTags, type TagAnnotation } from './annotations.js';

/** Every tag in force, newest first, one per face, with merges and removals applied. */
export async function listTags(session: Session): Promise<PhotoTag[]> {
  const tags = await listTagsAsGiven(session);
  return resolveTags(await session.registry(), tags);
}

/** The same without merges and removals applied: each with the person it was given for. */
export async function listTagsAsGiven(session: Session): Promise<PhotoTag[]> {
  return newestTags(await session.annotations.read()).map(toPhotoTag);
}

export function toPhotoTag({ photoId, faceId, person, by, at }: TagAnnotation): PhotoTag {
  return { photoId, faceId, person, taggedBy: by, taggedAt: at };
}
