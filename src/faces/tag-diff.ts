import type { PhotoTag } from './model.js';

/** How the tags before and after a training differ. */
export interface TagDiff {
  readonly before: number;
  readonly unchanged: number;
  /** Changed or removed by people during the training, so not lost. */
  readonly changed: number;
  /** Missing, and no one is known to have removed them. */
  readonly lost: readonly PhotoTag[];
}

/** What people are known to have done during the training. */
export interface Meanwhile {
  /** Whether someone removed a tag, or its photo. */
  wasRemoved(tag: PhotoTag): boolean;
}

/** Compares the tags before a training with those after it. */
export function diffTags(before: readonly PhotoTag[], after: readonly PhotoTag[], meanwhile: Meanwhile): TagDiff {
  const now = new Map(after.map((tag) => [faceOf(tag), tag]));
  const lost: PhotoTag[] = [];
  let unchanged = 0;
  let changed = 0;
  for (const tag of before) {
    const current = now.get(faceOf(tag));
    if (current?.person.id === tag.person.id) unchanged += 1;
    else if (current !== undefined || meanwhile.wasRemoved(tag)) changed += 1;
    else lost.push(tag);
  }
  return { before: before.length, unchanged, changed, lost };
}

function faceOf({ photoId, faceId }: PhotoTag): string {
  return `${photoId} ${faceId}`;
}
