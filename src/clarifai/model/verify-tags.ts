import type { PhotoTag } from '../../faces/model.js';
import { diffTags, type TagDiff } from '../../faces/tag-diff.js';
import { readPhoto } from '../photos/read-photo.js';
import type { Session } from '../session.js';
import { readTaggedFaces } from '../tags/tagged-faces.js';
import { isClarifaiError } from '../transport/errors.js';

/** Further missing tags are reported as lost without checking their photos. */
const MAX_CHECKED = 50;

/**
 * Compares the tags before and after a training. A missing tag is not lost if this process removed it, if its photo was
 * removed, or if the face has another tag, flag or rejection by now.
 */
export async function verifyTags(session: Session, before: readonly PhotoTag[]): Promise<TagDiff> {
  const after = (await readTaggedFaces(session)).tags;
  const missing = diffTags(before, after, { wasRemoved: (tag) => session.recentUntags.has(tag) }).lost;
  const explained = new Set<PhotoTag>();
  for (const tag of missing.slice(0, MAX_CHECKED)) {
    if (await isExplained(session, tag)) explained.add(tag);
  }
  return diffTags(before, after, { wasRemoved: (tag) => session.recentUntags.has(tag) || explained.has(tag) });
}

async function isExplained(session: Session, { photoId, faceId }: PhotoTag): Promise<boolean> {
  try {
    const { tags, flags = [], rejections = [] } = await readPhoto(session, photoId, false);
    return [...tags, ...flags, ...rejections].some((each) => each.faceId === faceId);
  } catch (error) {
    if (isClarifaiError(error, 'not_found')) return true;
    throw error;
  }
}
