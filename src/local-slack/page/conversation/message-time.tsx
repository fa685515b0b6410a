import { clock, fullDate } from '../text/dates.js';

/** When, as a clock; the whole date on hovering. `isShort` leaves out AM and PM, for the narrow gutter. */
export function MessageTime({ date, isShort = false }: { date: Date; isShort?: boolean }) {
  const text = clock(date);
  return (
    <time className="message-time" dateTime={date.toISOString()} title={fullDate(date)}>
      {isShort ? text.replace(/\s?[AP]M$/iu, '') : text}
    </time>
  );
}
