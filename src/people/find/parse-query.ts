import type { Person } from '../../faces/model.js';
import type { NameMeaning, PhotoQuery, QueryNames, QueryProblem } from './photo-query.js';
import { createQueryCursor, type TypedName } from './query-cursor.js';
import { createQueryDraft, isEmptyQuery } from './query-draft.js';
import { mentionOfPerson, type QueryToken } from './query-tokens.js';
import { type Period, readPeriod, type Today } from './read-period.js';

const MAX_CHOICES = 5;
/** Of a search, in characters. A modal stores it, and shows all of its names. */
const MAX_LENGTH = 500;

/**
 * Reads a search for photos: "Ada and Ben", "Ada or Ben", "only Ada", "without Ben", "since May", "before June", "in #offsite",
 * "by @carla", and combinations of them. "and" binds closer than "or", and a comma means what the list has later: in "Ada, Ben or
 * Cleo" it is "or". Names after "without" are all left out, up to the next condition. Members after "by" are alternatives. A name that
 * contains a keyword is understood if it is whole, or in quotation marks. Of several times, all hold.
 */
export function parseQuery(
  text: string,
  names: QueryNames,
  today: Today,
): { readonly query: PhotoQuery; readonly problems: readonly QueryProblem[] } {
  const draft = createQueryDraft();
  const problems: QueryProblem[] = [];
  if (text.length > MAX_LENGTH) return { query: draft.build(), problems: [{ kind: 'too long' }] };
  const cursor = createQueryCursor(text, names.isWholeName, today);

  function meaningOf({ typed, first }: TypedName): NameMeaning<Person> {
    if (first.kind === 'member') return { kind: 'found', it: names.personOf(first.userId) };
    if (first.kind === 'word' && isMe(typed)) return { kind: 'found', it: names.personOf(names.askerId) };
    if (first.kind !== 'person') return names.person(typed);
    const person = names.personWithId(first.personId);
    return person === undefined ? { kind: 'unknown' } : { kind: 'found', it: person };
  }

  function readPerson(name: TypedName): void {
    const meaning = meaningOf(name);
    const { typed, first, words } = name;
    if (meaning.kind === 'found') draft.addPerson(meaning.it);
    else if (meaning.kind === 'several') {
      const end = words.at(-1)?.to ?? first.to;
      const choices = meaning.choices.slice(0, MAX_CHOICES).map((person) => ({
        person,
        text: `${text.slice(0, first.from)}${mentionOfPerson(person.id)}${text.slice(end)}`,
      }));
      problems.push({ kind: 'several people', typed, choices });
    } else if (!readWithDate(name)) problems.push({ kind: 'no name', typed });
  }

  /** Reads "Ada last week", "yesterday Ada", and a date alone. */
  function readWithDate({ words, first }: TypedName): boolean {
    if (first.kind !== 'word') return false;
    for (let length = 0; length < words.length; length += 1) {
      const period = periodOf(words.slice(length));
      if (period === undefined) continue;
      draft.addPeriod(period);
      if (length > 0) readPerson(nameOf(words.slice(0, length), first));
      return true;
    }
    for (let length = words.length - 1; length > 0; length -= 1) {
      const [period, [next, ...rest]] = [periodOf(words.slice(0, length)), words.slice(length)];
      if (period === undefined || next === undefined) continue;
      const name = nameOf([next, ...rest], next);
      if (meaningOf(name).kind === 'unknown') continue;
      draft.addPeriod(period);
      readPerson(name);
      return true;
    }
    return false;
  }

  function periodOf(words: readonly QueryToken[]): Period | undefined {
    return readPeriod(
      words.map((word) => word.text),
      today,
    );
  }

  /** @param word such as "since". */
  function readTime(word: string): void {
    const period = cursor.takePeriod();
    if (period === undefined) problems.push({ kind: 'no date', typed: cursor.takeName()?.typed ?? word });
    else if (word === 'before') draft.addPeriod({ to: period.from });
    else if (word === 'until' || word === 'till') draft.addPeriod({ to: period.to });
    else draft.addPeriod({ from: word === 'after' ? period.to : period.from });
  }

  /** "from" is said of times, members and channels. */
  function readFrom(): void {
    const next = cursor.peek();
    if (next?.kind === 'channel' || next?.kind === 'channel name') return;
    const period = cursor.takePeriod();
    if (period !== undefined) {
      draft.addPeriod({ from: period.from });
      return;
    }
    const name = cursor.takeName();
    if (name === undefined || !readPoster(name)) problems.push({ kind: 'no date', typed: name?.typed ?? 'from' });
  }

  /** @param word such as "in". */
  function readPlace(word: string): void {
    const next = cursor.peek();
    // It is read where it is, as it needs no word before it.
    if (next?.kind === 'channel' || next?.kind === 'channel name') return;
    const period = cursor.takePeriod();
    if (period !== undefined) draft.addPeriod(period);
    else readChannel(cursor.takeName()?.typed ?? '', word);
  }

  function readChannel(typed: string, word: string): void {
    const channelId = typed === '' ? undefined : names.channel(typed);
    if (channelId === undefined) problems.push({ kind: 'no channel', typed: typed || word });
    else draft.channelIds.push(channelId);
  }

  /** @returns false if it is not known who is meant. */
  function readPoster({ typed, first }: TypedName): boolean {
    if (first.kind === 'member') draft.postedBy.push({ userId: first.userId, name: first.text });
    else if (isMe(typed)) draft.postedBy.push({ userId: names.askerId, name: 'you' });
    else {
      const meaning = names.member(typed);
      if (meaning.kind !== 'found') return false;
      draft.postedBy.push(meaning.it);
    }
    draft.list = 'posters';
    return true;
  }

  function readName(): void {
    const next = cursor.peek();
    const name = cursor.takeName();
    if (name === undefined) return;
    if (next?.kind === 'channel') {
      if (names.isIn(next.channelId)) draft.channelIds.push(next.channelId);
      else problems.push({ kind: 'no channel', typed: next.text });
    } else if (next?.kind === 'channel name') readChannel(name.typed, '#');
    else if (draft.list !== 'posters' || !readPoster(name)) {
      if (draft.list === 'posters') draft.list = 'people';
      readPerson(name);
    }
  }

  /** Whether the last token joined what comes next to the members after "by". */
  let isJoined = false;
  while (!cursor.isAtEnd) {
    const keyword = cursor.keyword();
    const isSign = cursor.peek()?.kind === 'sign';
    if (draft.list === 'posters' && keyword !== 'and' && keyword !== 'or' && !isJoined) draft.list = 'people';
    isJoined = keyword === 'and' || keyword === 'or';
    if (keyword === undefined) {
      readName();
      continue;
    }
    const word = cursor.take();
    if (keyword !== 'and' && keyword !== 'or' && keyword !== 'filler') draft.list = 'people';
    if (keyword === 'or') {
      if (draft.list === 'people') draft.startAlternative();
    } else if (keyword === 'and' || keyword === 'with') {
      if (!isSign) draft.joinGroup();
    } else if (keyword === 'without') draft.list = 'without';
    else if (keyword === 'only') draft.isOnly = true;
    else if (keyword === 'by') {
      const name = cursor.takeName();
      if (name === undefined || !readPoster(name)) problems.push({ kind: 'no member', typed: name?.typed ?? word });
    } else if (keyword === 'since' || keyword === 'before') readTime(word);
    else if (keyword === 'from') readFrom();
    else if (keyword === 'in') readPlace(word);
  }
  const query = draft.build();
  if (query.from !== undefined && query.to !== undefined && query.from >= query.to) problems.push({ kind: 'no time' });
  if (isEmptyQuery(query) && problems.length === 0) problems.push({ kind: 'empty' });
  return { query, problems };
}

function nameOf(words: readonly QueryToken[], first: QueryToken): TypedName {
  return { typed: words.map((word) => word.text).join(' '), first, words };
}

function isMe(typed: string): boolean {
  return /^(me|myself)$/i.test(typed);
}
