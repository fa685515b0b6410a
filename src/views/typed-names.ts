import type { KnownBlock } from '@slack/types';
import { button, section } from './blocks.js';
import { SEPARATOR } from './packed.js';
import { TYPED_NAMES_WORDING } from './wording/typed-names.js';

/** "They agreed" below a question about names typed in a thread. Its value is the thread's and the message's ts. */
export const AGREED_ACTION = 'agreed';

/** The value of the button that says people agreed. @param threadTs of the thread. @param ts of the message with the names. */
function packTypedRef(threadTs: string, ts: string): string {
  return [threadTs, ts].join(SEPARATOR);
}

/** Reads a value of {@link packTypedRef}; undefined for any other. */
export function readTypedRef(value: string): { readonly threadTs: string; readonly ts: string } | undefined {
  const [threadTs, ts] = value.split(SEPARATOR);
  return threadTs && ts ? { threadTs, ts } : undefined;
}

/** Asks someone who typed names to confirm that those who are new agreed. @param question mrkdwn. */
export function buildAgreedQuestion(
  question: string,
  { threadTs, ts }: { readonly threadTs: string; readonly ts: string },
): { text: string; blocks: KnownBlock[] } {
  const agreed = button(AGREED_ACTION, TYPED_NAMES_WORDING.theyAgreed, {
    style: 'primary',
    value: packTypedRef(threadTs, ts),
  });
  return { text: question, blocks: [section(question), { type: 'actions', elements: [agreed] }] };
}
