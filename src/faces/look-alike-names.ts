/** Beside names.ts, because the table of letters that look alike takes time and memory to load. */
import unhomoglyph from 'unhomoglyph';
import { stripInvisible } from './invisible.js';
import { foldName, isSameName, LATIN } from './names.js';

/**
 * Whether two different names look the same, because one has letters of another script (a Cyrillic А in "Ada"), or a digit for a
 * letter. By the skeletons of Unicode Technical Standard #39.
 */
export function looksLikeName(one: string, other: string): boolean {
  return !isSameName(one, other) && skeletonOf(one) === skeletonOf(other);
}

/** A name for comparing what can be seen of it: the same for names that look the same. */
export function skeletonOf(name: string): string {
  const visible = LATIN.test(name) ? name : stripInvisible(name);
  const skeleton = unhomoglyph(visible.normalize('NFD'));
  return foldName(skeleton) || skeleton;
}
