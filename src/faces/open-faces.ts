import type { Photo } from './model.js';

/** Whether a photo has a face that no one has answered about. Only those depend on the model. */
export function hasOpenFace({ faces, tags, flags = [] }: Pick<Photo, 'faces' | 'tags' | 'flags'>): boolean {
  const answered = new Set([...tags, ...flags].map(({ faceId }) => faceId));
  return faces.some(({ id }) => !answered.has(id));
}
