import type { MrkdwnElement, SectionBlock } from '@slack/types';
import { cutText } from '../faces/names.js';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const WORD_JOINER = '\u2060';

/**
 * Any text (a person's name, say) as it should appear in mrkdwn or in a message's `text`. Slack knows no escape for its
 * formatting characters; an invisible word joiner beside them keeps them from meaning anything.
 */
export function escapeMrkdwn(text: string): string {
  return text
    .replace(/[&<>]/g, (character) => ESCAPES[character] ?? character)
    .replace(/[*_~`]/g, (character) => `${WORD_JOINER}${character}${WORD_JOINER}`);
}

/**
 * mrkdwn as Slack shows it without looking for addresses, channels or `@here` in what was written as text: names that people typed
 * stay names, and only what is meant to be a link, mention or date is one (https://docs.slack.dev/reference/block-kit/composition-objects/text-object).
 */
export function mrkdwn(text: string): MrkdwnElement & { readonly verbatim: true } {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** A block of {@link mrkdwn}. */
export function section(text: string): SectionBlock {
  return { type: 'section', text: mrkdwn(text) };
}

/** Mentions somebody who has an account. They are notified when it is posted, not when a message is updated. */
export function mention(userId: string): string {
  return `<@${userId}>`;
}

/** Whether a text is a user id of Slack's: other programs may leave anything at all as who it was. */
export function isUserId(text: string): boolean {
  return /^[UW][A-Z0-9]+$/.test(text);
}

/** A moment as each reader's Slack shows it, in their own time zone. */
export function localTime(moment: Date): string {
  return `<!date^${Math.floor(moment.getTime() / 1000)}^{date_short_pretty} {time}|${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC>`;
}

/** The day of a moment, in fewer bytes. */
export function localDay(moment: Date): string {
  return `<!date^${Math.floor(moment.getTime() / 1000)}^{date_short}|${moment.toISOString().slice(0, 10)}>`;
}

/** Cuts a text to a limit of Slack's and says so with an ellipsis. */
export function truncate(text: string, limit: number): string {
  return text.length <= limit ? text : `${cutText(text, limit - 1)}…`;
}
