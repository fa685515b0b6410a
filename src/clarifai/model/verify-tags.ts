import type { PhotoTag } from '../../faces/model.js';
import { diffTags, type TagDiff } from '../../faces/tag-diff.js';
import { readPhoto } from '../photos/read-photo.js';
import type { Session } from '../session.js';
import { readTaggedFaces } from '../tags/tagged-faces.js';
import { isClarifaiError } from '../transport/errors.js';

/** More missing tags than this are not looked into one by one. */
const MAX_LOOKED_INTO = 50;

/**
 * Looks for every tag of before a training again. One that is gone is no loss when somebody took it back here, when its photo
 * is gone too, or when something else was said about the face since.
 */
export async function verifyTags(session: Session, before: readonly PhotoTag[]): Promise<TagDiff> {
  const after = (await readTaggedFaces(session)).tags;
  const missing = diffTags(before, after, { wasRemoved: (tag) => session.recentUntags.has(tag) }).lost;
  const explained = new Set<PhotoTag>();
  for (const tag of missing.slice(0, MAX_LOOKED_INTO)) {
    if (await isExplained(session, tag)) explained.add(tag);
  }
  return diffTags(before, after, { wasRemoved: (tag) => session.recentUntags.has(tag) || explained.has(tag) });
}

async function isExplained(session: Session, { photoId, faceId }: PhotoTag): Promise<boolean> {
  try {
    const { tags, flags = [], rejections = [] } = await readPhoto(session, photoId, false);
    return [...tags, ...flags, ...rejections].some((said) => said.faceId === faceId);
  } catch (error) {
    if (isClarifaiError(error, 'not_found')) return true;
    throw error;
  }
}
