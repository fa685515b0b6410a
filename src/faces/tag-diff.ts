import type { PhotoTag } from './model.js';

/** What became of the tags of before a training. */
export interface TagDiff {
  readonly before: number;
  readonly kept: number;
  /** Changed or taken back by people in the meantime: none of these is a loss. */
  readonly changed: number;
  /** Gone without anybody being known to have taken them back. */
  readonly lost: readonly PhotoTag[];
}

/** What people did to faces while a training ran, as far as it is known. */
export interface Meanwhile {
  /** Whether somebody took the name of a face back, or removed its photo. */
  wasRemoved(tag: PhotoTag): boolean;
}

/** Holds the tags of before a training against those of after it. */
export function diffTags(before: readonly PhotoTag[], after: readonly PhotoTag[], meanwhile: Meanwhile): TagDiff {
  const now = new Map(after.map((tag) => [faceOf(tag), tag]));
  const lost: PhotoTag[] = [];
  let kept = 0;
  let changed = 0;
  for (const tag of before) {
    const current = now.get(faceOf(tag));
    if (current?.person.id === tag.person.id) kept += 1;
    else if (current !== undefined || meanwhile.wasRemoved(tag)) changed += 1;
    else lost.push(tag);
  }
  return { before: before.length, kept, changed, lost };
}

function faceOf({ photoId, faceId }: PhotoTag): string {
  return `${photoId} ${faceId}`;
}
