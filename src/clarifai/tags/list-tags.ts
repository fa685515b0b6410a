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
export async function listTagsAsGiven(session: Session): Promise<readonly PhotoTag[]> {
  return toPhotoTags(newestTags(await session.annotations.read()));
}

const photoTags = new WeakMap<readonly TagAnnotation[], readonly PhotoTag[]>();

/** The same array for the same array, because App Home asks for the tags of all photos each time. */
export function toPhotoTags(tags: readonly TagAnnotation[]): readonly PhotoTag[] {
  const known = photoTags.get(tags) ?? tags.map(toPhotoTag);
  photoTags.set(tags, known);
  return known;
}

function toPhotoTag({ photoId, faceId, person, by, at }: TagAnnotation): PhotoTag {
  return { photoId, faceId, person, taggedBy: by, taggedAt: at };
}
