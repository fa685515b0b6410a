/** A stretch of time, in milliseconds since 1970. */
export interface Period {
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

/** The moment to which words such as "last week" refer. */
export interface Today {
  /** In milliseconds since 1970. */
  readonly now: number;
  /** How far the reader's clock is ahead of UTC, in milliseconds. */
  readonly utcOffset: number;
}

const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');
/** The longest dates, such as "the 3rd of May 2024", have this many words. */
export const MAX_DATE_WORDS = 5;

/**
 * Reads a date or a period: "today", "last week", "last 3 days", "3 days ago", "Monday", "May", "May 2024", "3 May", "May 3 2024", "2024-05-03",
 * "3.5.2024", "2024". Without a year, the latest that has begun is meant. Weeks begin on Monday.
 * @returns undefined if the words are no date.
 */
export function readPeriod(words: readonly string[], today: Today): Period | undefined {
  const plain = words
    .map((word) => word.toLowerCase().replace(/[.,]$/, ''))
    .filter((word) => word !== 'the' && word !== 'of');
  const local = new Date(today.now + today.utcOffset);
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  /** Months and days may be out of range, and count on. */
  const period = (from: readonly [number, number, number], to: readonly [number, number, number]): Period => ({
    from: Date.UTC(...from) - today.utcOffset,
    to: Date.UTC(...to) - today.utcOffset,
  });
  const dayAt = (y: number, m: number, d: number) => period([y, m, d], [y, m, d + 1]);
  const weekday = (local.getUTCDay() + 6) % 7;
  const text = plain.join(' ');

  const iso = /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$/.exec(text);
  if (iso !== null) {
    const [y, m, d] = [Number(iso[1]), Number(iso[2]) - 1, iso[3] === undefined ? undefined : Number(iso[3])];
    if (d === undefined) return m < 0 || m > 11 ? undefined : period([y, m, 1], [y, m + 1, 1]);
    return isDay(y, m, d) ? dayAt(y, m, d) : undefined;
  }
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  if (dotted !== null) {
    const [d, m, y] = [Number(dotted[1]), Number(dotted[2]) - 1, Number(dotted[3])];
    return isDay(y, m, d) ? dayAt(y, m, d) : undefined;
  }
  if (/^(19|20)\d\d$/.test(text)) return period([Number(text), 0, 1], [Number(text) + 1, 0, 1]);
  if (text === 'today') return dayAt(year, month, day);
  if (text === 'yesterday') return dayAt(year, month, day - 1);
  const relative = /^(last|past|this) (week|month|year)$/.exec(text);
  if (relative !== null) {
    const back = relative[1] === 'this' ? 0 : 1;
    const monday = day - weekday - 7 * back;
    if (relative[2] === 'week') return period([year, month, monday], [year, month, monday + 7]);
    if (relative[2] === 'month') return period([year, month - back, 1], [year, month - back + 1, 1]);
    return period([year - back, 0, 1], [year - back + 1, 0, 1]);
  }
  const recent = /^(?:last|past) (\d{1,4}) (day|week|month|year)s?$/.exec(text);
  if (recent !== null) {
    const count = Number(recent[1]);
    const [days, months, years] = ['day', 'month', 'year'].map((unit) => (recent[2] === unit ? count : 0));
    const back = recent[2] === 'week' ? 7 * count : (days ?? 0);
    return period([year - (years ?? 0), month - (months ?? 0), day - back], [year, month, day + 1]);
  }
  const ago = /^(a|an|one|\d{1,4}) (day|week|month|year)s? ago$/.exec(text);
  if (ago !== null) {
    const count = /^\d/.test(ago[1] ?? '') ? Number(ago[1]) : 1;
    if (ago[2] === 'day') return dayAt(year, month, day - count);
    if (ago[2] === 'week') return dayAt(year, month, day - 7 * count);
    return ago[2] === 'month' ? dayAt(year, month - count, day) : dayAt(year - count, month, day);
  }
  const named = indexOf(WEEKDAYS, plain.length === 2 && plain[0] === 'last' ? plain[1] : text);
  if (named !== undefined) {
    const back = (local.getUTCDay() - named + 7) % 7 || 7;
    return dayAt(year, month, day - (text.startsWith('last') ? back : back % 7));
  }
  return readMonth(plain, { year, month, day }, period);
}

function readMonth(
  words: readonly string[],
  now: { readonly year: number; readonly month: number; readonly day: number },
  period: (from: readonly [number, number, number], to: readonly [number, number, number]) => Period,
): Period | undefined {
  const given = words.at(-1);
  const hasYear = words.length > 1 && /^(19|20)\d\d$/.test(given ?? '');
  const rest = hasYear ? words.slice(0, -1) : words.filter((word, index) => index > 0 || word !== 'last');
  const month = rest.map((word) => indexOf(MONTHS, word)).find((each) => each !== undefined);
  if (month === undefined || rest.length > 2) return undefined;
  const others = rest.filter((word) => indexOf(MONTHS, word) === undefined);
  const day = others.length === 0 ? undefined : /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(others[0] ?? '')?.[1];
  if (others.length > 0 && day === undefined) return undefined;
  if (others.length === 0 && rest.length > 1) return undefined;
  const isAhead = month > now.month || (month === now.month && Number(day ?? 1) > now.day);
  const year = hasYear ? Number(given) : isAhead ? now.year - 1 : now.year;
  if (day === undefined) return period([year, month, 1], [year, month + 1, 1]);
  return isDay(year, month, Number(day))
    ? period([year, month, Number(day)], [year, month, Number(day) + 1])
    : undefined;
}

function isDay(year: number, month: number, day: number): boolean {
  return new Date(Date.UTC(year, month, day)).getUTCMonth() === month && day > 0;
}

/** The place of a word in a list, by at least three letters of it. */
function indexOf(names: readonly string[], word: string | undefined): number | undefined {
  if (word === undefined || word.length < 3) return undefined;
  const found = names.findIndex((name) => name === word || (name.startsWith(word) && word.length <= 4));
  return found < 0 ? undefined : found;
}
