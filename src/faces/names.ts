/** The longest name there can be: what fits an option of a menu in Slack. Counted as JavaScript counts, as Slack does. */
export const MAX_NAME_LENGTH = 75;

/** Letters that keep their stroke or their double form when accents are taken off. */
const UNACCENTED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};

/**
 * Makes a typed name fit to be kept: NFC, one space between words, no control or direction-switching characters, no more
 * than {@link MAX_NAME_LENGTH} long (cut between characters, never inside one).
 * @returns an empty string when nothing is left.
 */
export function cleanName(typed: string): string {
  const clean = typed
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Co}\p{Cs}\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  return cutText(clean, MAX_NAME_LENGTH).trim();
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The beginning of a text, at most `length` UTF-16 units long, never ending inside a character or an emoji. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  let cut = '';
  // A character can be very long (emoji joined to one another), but what is beyond this is cut off in any case.
  for (const { segment } of graphemes.segment(text.slice(0, 2 * length))) {
    if (cut.length + segment.length > length) break;
    cut += segment;
  }
  return cut;
}

/** A name without upper case and accents, for comparing: "Ada Lovelace", "ADA LOVELACE" and "Áda  Lovelace" are one. */
export function foldName(name: string): string {
  return (
    name
      .normalize('NFKD')
      // Accents of Latin, Greek and Cyrillic only: in Japanese or Hindi such marks make a different letter.
      .replace(/[\u0300-\u036f]/g, '')
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[ßæœøłđðþı]/gu, (letter) => UNACCENTED[letter] ?? letter)
      .replace(/[\s\p{P}]+/gu, ' ')
      .trim()
  );
}

/**
 * How well a name answers what somebody is typing, by the beginnings of its words and without regard to case and accents.
 * @returns 0 when the name begins with it, 1 when every typed word begins a word of the name, 2 when the name contains it,
 * undefined when it does not answer. An empty query is answered by every name.
 */
export function matchName(name: string, query: string): 0 | 1 | 2 | undefined {
  const folded = foldName(name);
  const typed = foldName(query);
  if (folded.startsWith(typed)) return 0;
  const words = folded.split(' ');
  if (typed.split(' ').every((part) => words.some((word) => word.startsWith(part)))) return 1;
  return folded.includes(typed) ? 2 : undefined;
}

/** Those whose names answer the query, best matches first, then by name. */
export function searchByName<T extends { readonly name: string }>(items: readonly T[], query: string): T[] {
  return items
    .flatMap((item) => {
      const rank = matchName(item.name, query);
      return rank === undefined ? [] : [{ item, rank }];
    })
    .sort((a, b) => a.rank - b.rank || a.item.name.localeCompare(b.item.name))
    .map(({ item }) => item);
}
