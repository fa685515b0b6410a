import { foldName, foldWith, skeletonOf } from './names.js';

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
  const parts = foldWith(name, ' ').split(' ');
  return {
    folded,
    foldedWords,
    words: [...new Set([...foldedWords, ...parts])],
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
  if (folded.startsWith(typed) || joined[0]?.startsWith(together) === true) return 0;
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

const alphabet = new Intl.Collator();

/** Those that have a name that answers the query, best matches first, then by the name that is shown. */
export function searchByName<T extends Named>(items: readonly T[], query: string): T[] {
  const typed = searchFormOf(query);
  return items
    .flatMap((item) => {
      const ranks = searchFormsOf(item).flatMap((form) => match(form, typed) ?? []);
      return ranks.length === 0 ? [] : [{ item, rank: Math.min(...ranks) }];
    })
    .sort((a, b) => a.rank - b.rank || alphabet.compare(a.item.name, b.item.name))
    .map(({ item }) => item);
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
  return items.filter((item) => !same.has(item) && namesOf(item).some((each) => skeletonOf(each) === skeleton));
}

function namesOf({ name, otherNames = [] }: Named): readonly string[] {
  return [name, ...otherNames];
}
