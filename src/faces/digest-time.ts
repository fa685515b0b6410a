/** When someone gets their weekly message. */

const HOUR_MS = 60 * 60_000;
/** In ms. Half a day less than a week, so that the hour of the message does not move from week to week. */
const WEEK_MS = 6.5 * 24 * HOUR_MS;
/** The hour of the day, where the person is, in which it is sent: from 9 to 10. */
const LOCAL_HOUR = 9;

/** Whether about a week has passed since the last weekly message. @param lastMs when, or when they asked for it, in ms since 1970. */
export function isWeekOver(nowMs: number, lastMs: number): boolean {
  return nowMs - lastMs >= WEEK_MS;
}

/**
 * Whether it is between 9 and 10 on a weekday where a person is.
 * @param nowMs milliseconds since 1970.
 * @param zoneOffsetSeconds how far the person's clock is ahead of UTC, as Slack gives it.
 */
export function isDigestHour(nowMs: number, zoneOffsetSeconds: number): boolean {
  // Read as UTC, this is what clocks and calendars there show.
  const local = new Date(nowMs + zoneOffsetSeconds * 1000);
  return local.getUTCDay() >= 1 && local.getUTCDay() <= 5 && local.getUTCHours() === LOCAL_HOUR;
}
