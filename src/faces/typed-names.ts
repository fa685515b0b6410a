/** What someone typed about one face: `1 Ada`, `2: @ben`, `photo 2: 1 Cleo`. */
export interface TypedName {
  /** Which photo of the reply, from 1; undefined if they did not say. */
  readonly photo: number | undefined;
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
/** Which photo the names after it are about. */
const PHOTO = /^(?:photo|picture)\s+#?(\d{1,2})\s*(?:[:=.)–—-]\s*)?/iu;
const MENTION = /^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/;
/** Like a name in Latin, Greek or Cyrillic letters, or in a script without capitals: not "2 minutes". */
const LOOKS_LIKE_NAME = /^@?[\p{Lu}\p{Lt}\p{Lo}]/u;
const MAX_WORDS = 5;

/**
 * Reads a message such as `1 Ada, 2 Bob`, with a number and a name in every part. Parts are separated by commas, semicolons, new lines or
 * "and". `photo 2:` says which photo that part and those after it are about.
 * @param text as typed, with mentions as `<@U…>`, and without Slack's escapes otherwise.
 * @returns undefined for any other message. `isCertain` is false if it may be about something else, as "3 cheers" is: then only names
 * that are known count.
 */
export function readTypedNames(
  text: string,
): { readonly names: readonly TypedName[]; readonly isCertain: boolean } | undefined {
  const parts = text
    .split(/[\n,;]|\s+and\s+(?=(?:(?:face|photo|picture)\s+|#)?\d)/iu)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0 || parts.length > MAX_PARTS) return undefined;
  const names: TypedName[] = [];
  let isCertain = true;
  let photo: number | undefined;
  for (const whole of parts) {
    const place = PHOTO.exec(whole);
    if (place !== null) photo = Number(place[1]);
    const part = whole.slice(place?.[0].length ?? 0);
    if (part === '') continue;
    const [, digits = '', separator = '', rest = ''] = PART.exec(part) ?? [];
    const number = Number(digits);
    if (digits === '' || number === 0) return undefined;
    const userId = MENTION.exec(rest.trim())?.[1];
    if (userId !== undefined) {
      names.push({ photo, number, means: { kind: 'member', userId } });
      continue;
    }
    const name = rest
      .replace(/^@/, '')
      .replace(/[.!]+$/, '')
      .trim();
    if (name === '' || name.split(/\s+/).length > MAX_WORDS || /[<>]/.test(name)) return undefined;
    // "2 minutes" is hardly meant.
    if (photo === undefined && separator.trim() === '' && !LOOKS_LIKE_NAME.test(rest)) isCertain = false;
    names.push({ photo, number, means: { kind: 'name', name } });
  }
  // A face has one name.
  const faces = new Set(names.map((each) => `${each.photo} ${each.number}`));
  const isClear = names.length > 0 && faces.size === names.length;
  return isClear ? { names, isCertain } : undefined;
}
