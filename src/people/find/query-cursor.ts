import { type QueryToken, tokenize } from './query-tokens.js';
import { MAX_DATE_WORDS, type Period, readPeriod, type Today } from './read-period.js';

/** What a keyword begins or does. */
type Keyword = 'and' | 'or' | 'without' | 'with' | 'only' | 'by' | 'since' | 'from' | 'before' | 'in' | 'filler';

const WORDS: Readonly<Record<Keyword, string>> = {
  and: 'and',
  or: 'or',
  without: 'without not except',
  with: 'with of',
  only: 'only just alone',
  by: 'by',
  since: 'since after',
  from: 'from',
  before: 'before until till',
  in: 'in during on at',
  // Words that people put around what they look for.
  filler: 'photos photo pictures picture pics images image all both either posted together but',
};
const KEYWORDS: ReadonlyMap<string, Keyword> = new Map(
  (Object.keys(WORDS) as Keyword[]).flatMap((keyword) => WORDS[keyword].split(' ').map((word) => [word, keyword])),
);

/** A name as it was typed, and where. */
export interface TypedName {
  readonly typed: string;
  readonly first: QueryToken;
  /** Each of several words; a mention is one. */
  readonly words: readonly QueryToken[];
}

const MAX_NAME_WORDS = 6;

/** Reads what someone typed from the left to the right. */
export interface QueryCursor {
  readonly isAtEnd: boolean;
  peek(): QueryToken | undefined;
  /** The keyword that is next, unless it is part of someone's whole name; undefined if another token is. */
  keyword(): Keyword | undefined;
  /** Takes one token. @returns its text in small letters. */
  take(): string;
  /** Takes the words up to the next keyword, or one mention. @returns undefined at a keyword and at the end. */
  takeName(): TypedName | undefined;
  /** Takes the longest date from here. */
  takePeriod(): Period | undefined;
}

/** @param isWholeName whether someone is called exactly so: names may have keywords in them. */
export function createQueryCursor(text: string, isWholeName: (typed: string) => boolean, today: Today): QueryCursor {
  const tokens = tokenize(text);
  let at = 0;

  const keywordAt = (index: number): Keyword | undefined => {
    const token = tokens[index];
    if (token?.kind === 'sign') return 'and';
    return token?.kind === 'word' ? KEYWORDS.get(token.text.toLowerCase()) : undefined;
  };

  /** How many words from here are a whole name that has a keyword in it. */
  function lengthOfWholeName(): number {
    let length = 0;
    while (length < MAX_NAME_WORDS && tokens[at + length]?.kind === 'word') length += 1;
    for (; length > 1; length -= 1) {
      const hasKeyword = tokens.slice(at, at + length).some((_, index) => keywordAt(at + index) !== undefined);
      if (hasKeyword && isWholeName(joined(tokens.slice(at, at + length)))) return length;
    }
    return 0;
  }

  function keyword(): Keyword | undefined {
    const found = keywordAt(at);
    return found !== undefined && lengthOfWholeName() > 0 ? undefined : found;
  }

  return {
    get isAtEnd() {
      return at >= tokens.length;
    },
    peek: () => tokens[at],
    keyword,
    take() {
      at += 1;
      return tokens[at - 1]?.text.toLowerCase() ?? '';
    },
    takeName() {
      const first = tokens[at];
      if (first === undefined || keyword() !== undefined) return undefined;
      let length = lengthOfWholeName() || 1;
      if (first.kind === 'word' && length === 1) {
        while (tokens[at + length]?.kind === 'word' && keywordAt(at + length) === undefined) length += 1;
      }
      const words = tokens.slice(at, at + length);
      at += length;
      return { typed: joined(words), first, words };
    },
    takePeriod() {
      const words: { readonly text: string; readonly end: number }[] = [];
      for (let index = at; words.length < MAX_DATE_WORDS; index += 1) {
        const token = tokens[index];
        // As in "May 3, 2024".
        if (token?.kind === 'sign' && token.text === ',' && words.length > 0) continue;
        if (token?.kind !== 'word') break;
        words.push({ text: token.text, end: index + 1 });
      }
      for (let length = words.length; length > 0; length -= 1) {
        const date = words.slice(0, length);
        const period = readPeriod(
          date.map((word) => word.text),
          today,
        );
        if (period === undefined) continue;
        at = date.at(-1)?.end ?? at;
        return period;
      }
      return undefined;
    },
  };
}

function joined(words: readonly QueryToken[]): string {
  return words.map((token) => token.text).join(' ');
}
