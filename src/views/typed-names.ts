import type { KnownBlock } from '@slack/types';
import { button, section } from './blocks.js';
import { AGREED_ACTION, packTypedRef } from './ids.js';
import { WORDING } from './wording.js';

/** Asks someone who typed names to confirm that those who are new agreed. @param question mrkdwn. */
export function buildAgreedQuestion(
  question: string,
  { threadTs, ts }: { readonly threadTs: string; readonly ts: string },
): { text: string; blocks: KnownBlock[] } {
  const agreed = button(AGREED_ACTION, WORDING.theyAgreed, { style: 'primary', value: packTypedRef(threadTs, ts) });
  return { text: question, blocks: [section(question), { type: 'actions', elements: [agreed] }] };
}
