/** What someone typed about one face: `1 Ada`, `2: @ben`. */
export interface TypedName {
  /** The number of the face. */
  readonly number: number;
  /** A name, or a Slack user id if they mentioned a member. */
  readonly means:
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'member'; readonly userId: string };
}

/** More than there are faces in a reply. */
const MAX_PARTS = 60;
const PART = /^(?:face\s+|#)?(\d{1,3})(\s*[:=.)–—-]\s*|\s+)(\S.*)$/iu;
const MENTION = /^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/;
/** Like a name in Latin, Greek or Cyrillic letters, or in a script without capitals: not "2 minutes". */
const LOOKS_LIKE_NAME = /^@?[\p{Lu}\p{Lt}\p{Lo}]/u;
const MAX_WORDS = 5;

/**
 * Reads a message such as `1 Ada, 2 Bob`, with a number and a name in every part. Parts are separated by commas, semicolons, new lines or
 * "and".
 * @param text as typed, with mentions as `<@U…>`, and without Slack's escapes otherwise.
 * @returns undefined for any other message. `isCertain` is false if it may be about something else, as "3 cheers" is: then only names
 * that are known count.
 */
export function readTypedNames(
  text: string,
): { readonly names: readonly TypedName[]; readonly isCertain: boolean } | undefined {
  const parts = text
    .split(/[\n,;]|\s+and\s+(?=(?:face\s+|#)?\d)/iu)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0 || parts.length > MAX_PARTS) return undefined;
  const names: TypedName[] = [];
  let isCertain = true;
  for (const part of parts) {
    const [, digits = '', separator = '', rest = ''] = PART.exec(part) ?? [];
    const number = Number(digits);
    if (digits === '' || number === 0) return undefined;
    const userId = MENTION.exec(rest.trim())?.[1];
    if (userId !== undefined) {
      names.push({ number, means: { kind: 'member', userId } });
      continue;
    }
    const name = rest
      .replace(/^@/, '')
      .replace(/[.!]+$/, '')
      .trim();
    if (name === '' || name.split(/\s+/).length > MAX_WORDS || /[<>]/.test(name)) return undefined;
    // "2 minutes" is hardly meant.
    if (separator.trim() === '' && !LOOKS_LIKE_NAME.test(rest)) isCertain = false;
    names.push({ number, means: { kind: 'name', name } });
  }
  // A face has one name.
  const isClear = new Set(names.map(({ number }) => number)).size === names.length;
  return isClear ? { names, isCertain } : undefined;
}
