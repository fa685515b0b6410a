import type { TextObject } from '../slack/blocks.js';
import { replaceEmoji } from '../text/emoji.js';
import { unescapeSlack } from '../text/escapes.js';
import { MrkdwnText } from '../text/mrkdwn-view.js';

/** A text object, mrkdwn or plain. */
export function TextView({ text }: { text: TextObject }) {
  if (text.type === 'mrkdwn') return <MrkdwnText text={text.text} />;
  return <PlainTextView text={text.text} />;
}

/** Plain text as Slack shows it: unescaped, with emoji. */
export function PlainTextView({ text }: { text: string }) {
  return replaceEmoji(unescapeSlack(text));
}
