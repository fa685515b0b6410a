/**
 * Scripts whose letters change their shape beside a joiner: there the joiners U+200C and U+200D are spelling (Persian, Indic
 * conjuncts).
 */
const JOINING_SCRIPTS = [
  'Arab',
  'Syrc',
  'Mong',
  'Nkoo',
  'Adlm',
  'Deva',
  'Beng',
  'Guru',
  'Gujr',
  'Orya',
  'Taml',
  'Telu',
  'Knda',
  'Mlym',
  'Sinh',
  'Khmr',
  'Mymr',
]
  .map((script) => `\\p{Script_Extensions=${script}}`)
  .join('');
const EMOJI = '\\p{Extended_Pictographic}';

/** Invisible characters where they mean something. */
const MEANT = [
  // Between letters of a script that joins them.
  `(?<=[${JOINING_SCRIPTS}])[\\u200c\\u200d](?=[${JOINING_SCRIPTS}])`,
  // Between emoji that make one (a family).
  `(?<=${EMOJI}(?:\\ufe0f|\\p{Emoji_Modifier})?)\\u200d(?=${EMOJI})`,
  // Which form of an emoji or of a Chinese character; the same in Mongolian.
  '(?<=[\\p{Emoji}\\p{Script=Han}])[\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}]',
  '(?<=\\p{Script=Mongolian})[\\u180b-\\u180d\\u180f]',
  // The flags of England, Scotland and Wales.
  '\\u{1f3f4}[\\u{e0020}-\\u{e007e}]+\\u{e007f}',
].join('|');

/**
 * What Unicode calls ignorable, which shows nothing by itself (fillers, soft hyphens, zero-width and tag characters), and
 * annotation signs.
 */
const IGNORABLE = '[\\p{Default_Ignorable_Code_Point}\\ufff9-\\ufffb]';
/**
 * Characters that stand for nothing or show as a gap, though Unicode does not call them spaces: controls, private and broken ones,
 * the empty Braille pattern, blank hieroglyphs, the empty note head.
 */
const BLANK = /[\p{Cc}\p{Co}\p{Cs}\u2800\u{13441}\u{13442}\u{1d159}]/gu;

/** Compiled when it is first needed, which takes longer than loading most modules. */
let meantOrIgnorable: RegExp | undefined;

/** Takes out what cannot be seen, but for characters that change what is seen where they are; what shows as a gap becomes a space. */
export function stripInvisible(text: string): string {
  meantOrIgnorable ??= new RegExp(`(${MEANT})|${IGNORABLE}`, 'gu');
  return text.replace(BLANK, ' ').replace(meantOrIgnorable, (_, meant: string | undefined) => meant ?? '');
}
