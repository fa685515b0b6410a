import { stripInvisible } from './invisible.js';

/** The longest name there can be: what fits an option of a menu in Slack. Counted as JavaScript counts, as Slack does. */
export const MAX_NAME_LENGTH = 75;

/** Letters that Unicode normalisation does not decompose. */
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

/** Letters that are typed for one another in Arabic and Persian. */
const PLAIN_ARABIC: Readonly<Record<string, string>> = { ى: 'ي', ی: 'ي', ة: 'ه', ک: 'ك' };
/** Vowels and hamzas above and below letters, which plain Arabic leaves out, and the stroke that makes a word longer. */
const ARABIC_MARKS = /[\u0640\u064b-\u065f\u0670]/gu;
const HEBREW_POINTS = /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]/gu;
/** Apostrophes and what is typed for them. */
export const APOSTROPHE = /['’‘‛`´ʼʻʹʽ′＇\u05f3]/u;
const APOSTROPHES = new RegExp(APOSTROPHE, 'gu');

/** A letter, digit, sign or emoji: without one, nothing can be seen of a name. */
const SHOWS_SOMETHING = /[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * Makes a typed name fit to be stored: NFC, one space between words, no control, direction-switching or invisible characters but
 * those that mean something where they are, no more than {@link MAX_NAME_LENGTH} long (cut between characters, never inside one).
 * @returns an empty string when nothing that can be seen is left.
 */
export function cleanName(typed: string): string {
  const clean = tidy(stripInvisible(typed.normalize('NFC')));
  // The cut may leave a joiner at the end, which joined what was cut off.
  const cut = tidy(stripInvisible(cutText(clean, MAX_NAME_LENGTH)));
  return SHOWS_SOMETHING.test(cut) ? cut : '';
}

function tidy(text: string): string {
  return text.replace(/\s+/gu, ' ').trim().normalize('NFC');
}

/** Created when it is first needed, which takes longer than loading most modules. */
let graphemes: Intl.Segmenter | undefined;

/** The start of a text, at most `length` UTF-16 units long, never cut inside a character or an emoji. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  let cut = '';
  // Anything beyond twice the length is cut off in any case.
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  for (const { segment } of graphemes.segment(text.slice(0, 2 * length))) {
    if (cut.length + segment.length > length) break;
    cut += segment;
  }
  return cut;
}

/**
 * A name for comparing: without upper case, accents, invisible characters, apostrophes, and what Arabic and Hebrew leave out in
 * plain writing. "Ada Lovelace", "ADA LOVELACE" and "Áda  Lovelace" are one, and so are "O’Brien" and "obrien".
 */
export function foldName(name: string): string {
  return foldWith(name, '');
}

/** A name for comparing, with something in place of its apostrophes. */
export function foldWith(name: string, apostrophe: '' | ' '): string {
  const lower = name.toLowerCase();
  if (IS_FOLDED.test(lower)) return lower;
  return foldLetters(name)
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/gu, (letter) => UNACCENTED[letter] ?? letter)
    .replace(APOSTROPHES, apostrophe)
    .replace(/[\s\p{P}]+/gu, ' ')
    .trim();
}

/** Words in which there is nothing to fold but upper case, as in most names, of which a directory has thousands. */
const IS_FOLDED = /^[a-z0-9]+(?: [a-z0-9]+)*$/;
/** Latin letters, and nothing that is invisible. */
export const LATIN = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u024f\u2018\u2019]*$/;
/** Accents of Latin, Greek and Cyrillic only: in Japanese or Hindi they make a different letter. */
const ACCENTS = /[\u0300-\u036f]/g;

function foldLetters(name: string): string {
  if (LATIN.test(name)) return name.normalize('NFKD').replace(ACCENTS, '');
  return stripInvisible(name)
    .normalize('NFKD')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(ACCENTS, '')
    .replace(HEBREW_POINTS, '')
    .replace(ARABIC_MARKS, '')
    .replace(/[ىیةک]/gu, (letter) => PLAIN_ARABIC[letter] ?? letter)
    .normalize('NFKC');
}

/** Whether two names are the same to a reader who types plainly. Names without letters or digits (emoji) must be equal. */
export function isSameName(one: string, other: string): boolean {
  const folded = foldName(one);
  return one === other || (folded !== '' && folded === foldName(other));
}
