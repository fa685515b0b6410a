import type { TextObject } from '../slack/blocks.js';
import { replaceEmoji } from '../text/emoji.js';
import { unescapeSlack } from '../text/escapes.js';
import { MrkdwnText } from '../text/mrkdwn-text.js';

/** A text object, marked up or plain. */
export function TextView({ text }: { text: TextObject }) {
  if (text.type === 'mrkdwn') return <MrkdwnText text={text.text} />;
  return <PlainTextView text={text.text} />;
}

/** A plain text, as Slack shows it: escapes undone, emoji names replaced. */
export function PlainTextView({ text }: { text: string }) {
  return replaceEmoji(unescapeSlack(text));
}
