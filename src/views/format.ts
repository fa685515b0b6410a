import { cutText } from '../faces/names.js';

/** Cuts a text to a limit in UTF-16 units, and shows the cut with an ellipsis. */
export function truncate(text: string, limit: number): string {
  return text.length <= limit ? text : `${cutText(text, limit - 1)}…`;
}

/** "1 face", "3 faces". */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : many}`;
}

const conjunction = new Intl.ListFormat('en-GB', { type: 'conjunction' });
const disjunction = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** "Ada, Ben and Cleo". */
export function listAll(items: readonly string[]): string {
  return conjunction.format(items);
}

/** "Ada, Ben or Cleo". */
export function listAny(items: readonly string[]): string {
  return disjunction.format(items);
}

/** A share of 1 as a whole number of percent: never 100, because a recogniser is never certain. */
export function wholePercent(share: number): number {
  return Math.min(99, Math.round(share * 100));
}

/** "99%". */
export function percent(share: number): string {
  return `${wholePercent(share)}%`;
}
