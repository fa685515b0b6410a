/** "10:41 AM" or "10:41", as the browser's language writes it. */
export function clock(date: Date): string {
  return date.toLocaleTimeString(undefined, { hour: 'numeric', minute: '2-digit' });
}

/** "Today", "Yesterday" or "Monday, November 23": the divider between two days of a timeline. */
export function dayName(date: Date, now: Date = new Date()): string {
  const daysAgo = Math.round((startOfDay(now) - startOfDay(date)) / 86_400_000);
  if (daysAgo === 0) return 'Today';
  if (daysAgo === 1) return 'Yesterday';
  const sameYear = date.getFullYear() === now.getFullYear();
  return date.toLocaleDateString(undefined, {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    ...(sameYear ? {} : { year: 'numeric' }),
  });
}

/** "today at 10:41", "Nov 3 at 10:41": for the last reply of a thread. */
export function dayAndClock(date: Date, now: Date = new Date()): string {
  const day = dayName(date, now);
  const short =
    day === 'Today' || day === 'Yesterday'
      ? day.toLowerCase()
      : date.toLocaleDateString(undefined, { month: 'short', day: 'numeric' });
  return `${short} at ${clock(date)}`;
}

/** The full date and time, for a tooltip. */
export function fullDate(date: Date): string {
  return date.toLocaleString(undefined, { dateStyle: 'full', timeStyle: 'short' });
}

/**
 * Fills Slack's date format (https://docs.slack.dev/messaging/formatting-message-text#date-formatting), e.g.
 * `Trained {date_short_pretty} at {time}`. An invalid time gives the fallback. `seconds` is since 1970.
 */
export function formatSlackDate(seconds: number, format: string, fallback: string, now: Date = new Date()): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return fallback;
  return format.replace(/\{(\w+)\}/gu, (token, name: string) => dateToken(name, date, now) ?? token);
}

function dateToken(name: string, date: Date, now: Date): string | undefined {
  const written = (options: Intl.DateTimeFormatOptions) => date.toLocaleDateString(undefined, options);
  switch (name) {
    case 'date_num':
      return date.toISOString().slice(0, 10);
    case 'date':
      return written({ year: 'numeric', month: 'long', day: 'numeric' });
    case 'date_short':
      return written({ year: 'numeric', month: 'short', day: 'numeric' });
    case 'date_long':
      return written({ weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' });
    case 'date_pretty':
    case 'date_short_pretty':
    case 'date_long_pretty': {
      const day = dayName(date, now);
      if (day === 'Today' || day === 'Yesterday') return day.toLowerCase();
      return dateToken(name.replace('_pretty', ''), date, now);
    }
    case 'time':
      return clock(date);
    case 'time_secs':
      return date.toLocaleTimeString();
    case 'ago':
      return ago(date, now);
    default:
      return undefined;
  }
}

function ago(date: Date, now: Date): string {
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000);
  const format = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  for (const [unit, size] of [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const) {
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
  }
  return format.format(seconds, 'second');
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
