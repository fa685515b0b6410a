import type { Button, ContextBlock, HeaderBlock, ImageElement, PlainTextElement, SectionBlock } from '@slack/types';
import { mrkdwn } from './mrkdwn.js';

/** The parts that messages, modals and App Home are made of. */

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
