import type { PhotoAnswers, Tag } from '../../faces/model.js';
import type { Session } from '../session.js';
import { newestTags, type PersonAnnotation } from './annotations.js';

interface Answers extends PhotoAnswers {
  readonly tags: Map<string, Tag>;
  readonly flagged: Set<string>;
  readonly rejections: { readonly faceId: string; readonly personId: string }[];
}

const known = new WeakMap<readonly PersonAnnotation[], ReadonlyMap<string, PhotoAnswers>>();

/** People's answers about all faces, by photo id. The same map until something changes. */
export async function listAnswers(session: Session): Promise<ReadonlyMap<string, PhotoAnswers>> {
  const annotations = await session.annotations.read();
  const answers = known.get(annotations) ?? byPhoto(annotations);
  known.set(annotations, answers);
  return answers;
}

function byPhoto(annotations: readonly PersonAnnotation[]): ReadonlyMap<string, PhotoAnswers> {
  const photos = new Map<string, Answers>();
  const answersOf = (photoId: string): Answers => {
    const answers = photos.get(photoId) ?? { tags: new Map(), flagged: new Set(), rejections: [] };
    photos.set(photoId, answers);
    return answers;
  };
  for (const { photoId, faceId, person, by, at } of newestTags(annotations)) {
    answersOf(photoId).tags.set(faceId, { faceId, person, taggedBy: by, taggedAt: at });
  }
  for (const each of annotations) {
    if (each.kind === 'flag') answersOf(each.photoId).flagged.add(each.faceId);
    if (each.kind === 'rejection') {
      answersOf(each.photoId).rejections.push({ faceId: each.faceId, personId: each.person.id });
    }
  }
  return photos;
}
