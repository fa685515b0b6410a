import type { Person } from '../../faces/model.js';
import { type QueryToken, tokenize } from './query-tokens.js';
import { MAX_DATE_WORDS, type Period, readPeriod, type Today } from './read-period.js';

/** A person, or a member as the poster of photos. */
interface Found<T> {
  readonly kind: 'found';
  readonly it: T;
}

/** What a typed name means. */
export type NameMeaning<T> =
  | Found<T>
  | { readonly kind: 'several'; readonly choices: readonly T[] }
  | { readonly kind: 'unknown' };

/** Looks up what someone typed. Names are found as in menus. */
export interface QueryNames {
  /** Someone on photos the asker may see. "me" and mentions are the person of that account. */
  person(typed: string): NameMeaning<Person>;
  /** The person of an account. */
  personOf(userId: string): Person;
  /** A member, as the poster of photos. */
  member(typed: string): NameMeaning<{ readonly userId: string; readonly name: string }>;
  /** A conversation the asker is in. @returns its id. */
  channel(name: string): string | undefined;
  readonly askerId: string;
}

/** The photos to find. Conditions that are empty or undefined hold for every photo. */
export interface PhotoQuery {
  /** Everyone in one of these lists is on it. */
  readonly anyOf: readonly (readonly Person[])[];
  /** No one else is on it. */
  readonly isOnly: boolean;
  readonly without: readonly Person[];
  /** When it was posted: `from` is included, `to` is not; in milliseconds since 1970. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** It was posted in one of these. */
  readonly channelIds: readonly string[];
  /** One of these members posted it. */
  readonly postedBy: readonly { readonly userId: string; readonly name: string }[];
}

/** Something that was not understood. */
export type QueryProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'no name' | 'no date' | 'no channel' | 'no member'; readonly typed: string }
  | {
      readonly kind: 'several people';
      readonly typed: string;
      /** Each with the text to ask for that person instead. */
      readonly choices: readonly { readonly person: Person; readonly text: string }[];
    };

const MAX_CHOICES = 5;

const SINCE: ReadonlySet<string> = new Set(['since', 'after', 'from']);
const BEFORE: ReadonlySet<string> = new Set(['before', 'until', 'till']);
const DURING: ReadonlySet<string> = new Set(['in', 'during', 'on']);
const WITHOUT: ReadonlySet<string> = new Set(['without', 'not', 'except']);
const ONLY: ReadonlySet<string> = new Set(['only', 'just']);
/** Words that people put around what they look for. */
const FILLERS: ReadonlySet<string> = new Set([
  'photos',
  'photo',
  'pictures',
  'of',
  'with',
  'but',
  'posted',
  'together',
]);
const KEYWORDS: ReadonlySet<string> = new Set(
  [SINCE, BEFORE, DURING, WITHOUT, ONLY, FILLERS].flatMap((words) => [...words]).concat('and', 'or', 'by'),
);

/**
 * Reads a search for photos: "Ada and Ben", "Ada or Ben", "only Ada", "without Ben", "since May", "before June", "in #offsite",
 * "by @carla", and combinations of them. "and" binds closer than "or"; names after "without" are all left out.
 */
export function parseQuery(
  text: string,
  names: QueryNames,
  today: Today,
): { readonly query: PhotoQuery; readonly problems: readonly QueryProblem[] } {
  const tokens = tokenize(text);
  const problems: QueryProblem[] = [];
  const anyOf: Person[][] = [];
  const without: Person[] = [];
  const channelIds: string[] = [];
  const postedBy: { userId: string; name: string }[] = [];
  let [isOnly, isWithout, isNewList] = [false, false, true];
  let from: number | undefined;
  let to: number | undefined;
  let at = 0;

  const keyword = (token: QueryToken | undefined) => (token?.kind === 'word' ? token.text.toLowerCase() : undefined);
  const isKeyword = (token: QueryToken | undefined) => KEYWORDS.has(keyword(token) ?? '');

  /** The words from here that are one name. */
  function takeName(): { readonly typed: string; readonly tokens: readonly QueryToken[] } {
    const first = tokens[at];
    const taken = first === undefined ? [] : [first];
    at += taken.length;
    while (first?.kind === 'word' && tokens[at]?.kind === 'word' && !isKeyword(tokens[at])) {
      taken.push(...tokens.slice(at, at + 1));
      at += 1;
    }
    return { typed: taken.map((token) => token.text).join(' '), tokens: taken };
  }

  function readPerson(): void {
    const { typed, tokens: taken } = takeName();
    const [token] = taken;
    if (token === undefined) return;
    const isMe = token.kind === 'word' && /^(me|myself)$/i.test(typed);
    const meaning: NameMeaning<Person> =
      token.kind === 'member'
        ? { kind: 'found', it: names.personOf(token.userId) }
        : isMe
          ? { kind: 'found', it: names.personOf(names.askerId) }
          : names.person(typed);
    if (meaning.kind === 'found') add(meaning.it);
    else if (meaning.kind === 'unknown') problems.push({ kind: 'no name', typed });
    if (meaning.kind !== 'several') return;
    const end = taken.at(-1)?.to ?? token.to;
    const choices = meaning.choices.slice(0, MAX_CHOICES).map((person) => ({
      person,
      text: `${text.slice(0, token.from)}"${person.name}"${text.slice(end)}`,
    }));
    problems.push({ kind: 'several people', typed, choices });
  }

  function add(person: Person): void {
    if (isWithout) {
      without.push(person);
      return;
    }
    if (isNewList) anyOf.push([]);
    isNewList = false;
    anyOf.at(-1)?.push(person);
  }

  /** The longest date from here. */
  function takePeriod(): Period | undefined {
    const words: string[] = [];
    for (const token of tokens.slice(at, at + MAX_DATE_WORDS)) {
      if (token.kind !== 'word') break;
      words.push(token.text);
    }
    for (let length = words.length; length > 0; length -= 1) {
      const period = readPeriod(words.slice(0, length), today);
      if (period === undefined) continue;
      at += length;
      return period;
    }
    return undefined;
  }

  function readTime(word: string): void {
    const next = tokens[at];
    const isPoster = word === 'from' && (next?.kind === 'member' || next?.kind === 'handle');
    if (isPoster) {
      readPoster();
      return;
    }
    const period = takePeriod();
    if (period === undefined) {
      const { typed } = isKeyword(next) ? { typed: word } : takeName();
      problems.push({ kind: 'no date', typed: typed || word });
      return;
    }
    if (SINCE.has(word)) from = word === 'after' ? period.to : period.from;
    else to = word === 'before' ? period.from : period.to;
  }

  function readPlace(word: string): void {
    const next = tokens[at];
    if (next?.kind === 'channel') {
      at += 1;
      channelIds.push(next.channelId);
      return;
    }
    const period = next?.kind === 'channel name' ? undefined : takePeriod();
    if (period !== undefined) {
      [from, to] = [period.from, period.to];
      return;
    }
    const { typed } = isKeyword(next) ? { typed: word } : takeName();
    const channelId = names.channel(typed);
    if (channelId === undefined) problems.push({ kind: 'no channel', typed: typed || word });
    else channelIds.push(channelId);
  }

  function readPoster(): void {
    const { typed, tokens: taken } = takeName();
    const [token] = taken;
    const isMe = /^(me|myself)$/i.test(typed);
    if (token?.kind === 'member') postedBy.push({ userId: token.userId, name: token.text });
    else if (isMe) postedBy.push({ userId: names.askerId, name: 'you' });
    if (token?.kind === 'member' || isMe) return;
    const meaning = names.member(typed);
    if (meaning.kind === 'found') postedBy.push(meaning.it);
    else problems.push({ kind: 'no member', typed });
  }

  while (at < tokens.length) {
    const word = keyword(tokens[at]);
    if (word === undefined || !KEYWORDS.has(word)) readPerson();
    else {
      at += 1;
      if (word === 'or') isNewList = true;
      else if (WITHOUT.has(word)) isWithout = true;
      else if (word === 'with') isWithout = false;
      else if (ONLY.has(word)) isOnly = true;
      else if (word === 'by') readPoster();
      else if (SINCE.has(word) || BEFORE.has(word)) readTime(word);
      else if (DURING.has(word)) readPlace(word);
    }
  }
  const isEmpty =
    anyOf.length + without.length + channelIds.length + postedBy.length === 0 && from === undefined && to === undefined;
  if (isEmpty && problems.length === 0) problems.push({ kind: 'empty' });
  return { query: { anyOf, isOnly, without, from, to, channelIds, postedBy }, problems };
}
