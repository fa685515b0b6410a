import type { Button, ContextBlock, HeaderBlock, ImageElement, PlainTextElement, SectionBlock } from '@slack/types';
import { mrkdwn } from './text.js';

/** Building blocks of messages, modals and App Home. */

export function plain(text: string): PlainTextElement {
  return { type: 'plain_text', text };
}

export function section(text: string, accessory?: SectionBlock['accessory']): SectionBlock {
  return { type: 'section', text: mrkdwn(text), ...(accessory === undefined ? {} : { accessory }) };
}

export function context(text: string): ContextBlock {
  return { type: 'context', elements: [mrkdwn(text)] };
}

export function header(title: string): HeaderBlock {
  return { type: 'header', text: plain(title) };
}

export function button(actionId: string, label: string, options: Partial<Button> = {}): Button {
  return { type: 'button', action_id: actionId, text: plain(label), ...options };
}

/** A picture that was uploaded to Slack, beside a section. */
export function picture(fileId: string, altText: string): ImageElement {
  return { type: 'image', slack_file: { id: fileId }, alt_text: altText };
}

/** Slack's limits (docs.slack.dev/reference/block-kit), and one that it does not publish. */
export const MAX_BLOCKS = 50;
export const MAX_SECTION_TEXT = 3000;
export const MAX_ALT_TEXT = 2000;
export const MAX_OPTIONS = 100;
export const MAX_OPTION_TEXT = 75;
/** chat.update refuses a longer `text` with `msg_too_long`. */
export const MAX_MESSAGE_TEXT = 4000;
/**
 * Blocks are refused with `msg_blocks_too_long` somewhere above 13 kB of JSON; the exact number is not published.
 * A character outside ASCII counts as its escape of six.
 */
export const MAX_BLOCKS_BYTES = 12_000;

/** How much of {@link MAX_BLOCKS_BYTES} these blocks use. */
export function sizeOfBlocks(blocks: readonly unknown[]): number {
  const json = JSON.stringify(blocks);
  let size = 0;
  for (let index = 0; index < json.length; index++) size += json.charCodeAt(index) < 128 ? 1 : 6;
  return size;
}
