import { skeletonOf } from './look-alike-names.js';
import { APOSTROPHE, foldName, foldWith } from './names.js';

/** Something that has names, of which one is shown. */
export interface Named {
  readonly name: string;
  /** What else it is called, and found by. */
  readonly otherNames?: readonly string[];
}

/** A name, or a query, as it is searched. */
interface SearchForm {
  readonly folded: string;
  readonly foldedWords: readonly string[];
  /** Its words, and those before and after an apostrophe. */
  readonly words: readonly string[];
  /** The text from each word on, without spaces. */
  readonly joined: readonly string[];
}

function searchFormOf(name: string): SearchForm {
  const folded = foldName(name);
  const foldedWords = folded.split(' ');
  const apart = APOSTROPHE.test(name) ? foldWith(name, ' ') : folded;
  const parts = apart === folded ? foldedWords : apart.split(' ');
  return {
    folded,
    foldedWords,
    words: parts === foldedWords ? foldedWords : [...new Set([...foldedWords, ...parts])],
    joined: parts.map((_, first) => parts.slice(first).join('')),
  };
}

/**
 * How well a name answers what someone is typing, by the beginnings of its words and without regard to case, accents, and whether
 * words are joined by an apostrophe, a hyphen, a space or nothing.
 * @returns 0 when the name begins with it, 1 when every typed word begins a word of the name, or the words begin with it when
 * written together, 2 when the name contains it, undefined when it does not answer. An empty query is answered by every name.
 */
export function matchName(name: string, query: string): 0 | 1 | 2 | undefined {
  return match(searchFormOf(name), searchFormOf(query));
}

function match({ folded, words, joined }: SearchForm, query: SearchForm): 0 | 1 | 2 | undefined {
  const typed = query.folded;
  const together = query.joined[0] ?? '';
  const whole = joined[0] ?? '';
  // True of few names, and quicker than what follows, in which every typed word occurs as well.
  if (!query.foldedWords.every((word) => whole.includes(word))) return undefined;
  if (folded.startsWith(typed) || whole.startsWith(together)) return 0;
  if (query.foldedWords.every((part) => words.some((word) => word.startsWith(part)))) return 1;
  if (joined.some((rest) => rest.startsWith(together))) return 1;
  return folded.includes(typed) ? 2 : undefined;
}

/** Folding takes longer than comparing, and the same thousands of members are searched at every key someone presses. */
const searchForms = new WeakMap<Named, readonly SearchForm[]>();

function searchFormsOf(item: Named): readonly SearchForm[] {
  const known = searchForms.get(item);
  if (known !== undefined) return known;
  const forms = [item.name, ...(item.otherNames ?? [])].map(searchFormOf);
  searchForms.set(item, forms);
  return forms;
}

/** Folds the names of items now, so that their first search is quick. */
export function prepareSearch(items: readonly Named[]): void {
  for (const item of items) searchFormsOf(item);
}

/** Does now what the first {@link findLookAlikes} among these items would have to do. */
export function prepareLookAlikes(items: readonly Named[]): void {
  for (const item of items) skeletonsOf(item);
}

/** By item, for findLookAlikes. */
const skeletons = new WeakMap<Named, readonly string[]>();

function skeletonsOf(item: Named): readonly string[] {
  const known = skeletons.get(item);
  if (known !== undefined) return known;
  const made = namesOf(item).map(skeletonOf);
  skeletons.set(item, made);
  return made;
}

const alphabet = new Intl.Collator();

/**
 * Those that have a name that answers the query, best matches first, then by the name that is shown.
 * @param limit how many of them at most.
 */
export function searchByName<T extends Named>(
  items: readonly T[],
  query: string,
  limit = Number.POSITIVE_INFINITY,
): T[] {
  const typed = searchFormOf(query);
  const byRank: [T[], T[], T[]] = [[], [], []];
  for (const item of items) {
    const rank = rankOf(item, typed);
    if (rank !== undefined) byRank[rank].push(item);
  }
  const found: T[] = [];
  for (const items of byRank) found.push(...firstByName(items, limit - found.length));
  return found;
}

function rankOf(item: Named, typed: SearchForm): 0 | 1 | 2 | undefined {
  let best: 0 | 1 | 2 | undefined;
  for (const form of searchFormsOf(item)) {
    const rank = match(form, typed);
    if (rank === 0) return 0;
    if (rank !== undefined && (best === undefined || rank < best)) best = rank;
  }
  return best;
}

/** The first items in the order of the alphabet. Sorting thousands to show a hundred would keep a menu waiting. */
function firstByName<T extends Named>(items: readonly T[], limit: number): T[] {
  const compare = (a: Named, b: Named) => alphabet.compare(a.name, b.name);
  if (items.length <= 4 * limit) return items.toSorted(compare).slice(0, Math.max(0, limit));
  const first: T[] = [];
  for (const item of items) {
    const last = first.at(-1);
    if (first.length === limit && (last === undefined || compare(item, last) >= 0)) continue;
    first.splice(placeAmong(first, item, compare), 0, item);
    if (first.length > limit) first.pop();
  }
  return first;
}

/** Where an item belongs among sorted ones: after those that compare equal. By bisection, because comparing names takes long. */
function placeAmong<T>(sorted: readonly T[], item: T, compare: (a: T, b: T) => number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const other = sorted[middle];
    if (other !== undefined && compare(item, other) < 0) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** Those of whom a name is the same as this one to a reader who types plainly (see isSameName). */
export function findSameName<T extends Named>(items: readonly T[], name: string): T[] {
  const folded = foldName(name);
  return items.filter((item) =>
    folded === '' ? namesOf(item).includes(name) : searchFormsOf(item).some((form) => form.folded === folded),
  );
}

/** Those of whom a name only looks the same as this one (see looksLikeName). */
export function findLookAlikes<T extends Named>(items: readonly T[], name: string): T[] {
  const skeleton = skeletonOf(name);
  const same = new Set(findSameName(items, name));
  return items.filter((item) => !same.has(item) && skeletonsOf(item).includes(skeleton));
}

function namesOf({ name, otherNames = [] }: Named): readonly string[] {
  return [name, ...otherNames];
}
