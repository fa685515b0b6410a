import type { MrkdwnElement } from '@slack/types';
import { cutText } from '../faces/names.js';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const WORD_JOINER = '\u2060';

/**
 * Escapes any text, such as a person's name, for mrkdwn or a message's `text`. Slack has no escape for its formatting characters;
 * an invisible word joiner beside them disables them.
 */
export function escapeMrkdwn(text: string): string {
  return text
    .replace(/[&<>]/g, (character) => ESCAPES[character] ?? character)
    .replace(/[*_~`]/g, (character) => `${WORD_JOINER}${character}${WORD_JOINER}`);
}

/**
 * mrkdwn in which Slack does not turn addresses, channels or `@here` into links and mentions, so that typed names stay names.
 * Explicit links, mentions and dates still work (https://docs.slack.dev/reference/block-kit/composition-objects/text-object).
 */
export function mrkdwn(text: string): MrkdwnElement & { readonly verbatim: true } {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** Mentions a member. A new message notifies them, an update does not. */
export function mention(userId: string): string {
  return `<@${userId}>`;
}

/** Whether a text is a Slack user id. Other programs may store any text as the author. */
export function isUserId(text: string): boolean {
  return /^[UW][A-Z0-9]+$/.test(text);
}

/** A moment as each reader's Slack shows it, in their own time zone. */
export function localTime(moment: Date): string {
  return `<!date^${Math.floor(moment.getTime() / 1000)}^{date_short_pretty} {time}|${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC>`;
}

/** A day as each reader's Slack shows it, in their own time zone. */
export function localDate(moment: Date): string {
  return `<!date^${Math.floor(moment.getTime() / 1000)}^{date_long}|${moment.toISOString().slice(0, 10)}>`;
}

/** Cuts a text to a limit in UTF-16 units and marks the cut with an ellipsis. */
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

/** A share 0–1 as a whole number of percent, never 100: a recogniser is never certain. */
export function wholePercent(share: number): number {
  return Math.min(99, Math.round(share * 100));
}

/** "99%". */
export function percent(share: number): string {
  return `${wholePercent(share)}%`;
}

/** Slack shows a channel's name only to people who may see it. Direct messages have no name. */
export function placeOf(channelId: string): string {
  return channelId.startsWith('D') ? 'our direct messages' : `<#${channelId}>`;
}
