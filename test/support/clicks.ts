import type { Bot } from './bot.js';
import { PHOTO } from './posted-reply.js';
import { ADA, POST_TS, REPLY_TS } from './slack/ids.js';
import { blockAction, type Payload, viewAction } from './slack/payloads.js';

/** What Slack sends when Ada uses a control of the reply of `postedReply`, or of App Home, and what she is told then. */

/** A button in the row of a face. */
export function replyButton(action_id: string, value: string, faceId: string): Payload {
  const block_id = `face:${PHOTO}:${faceId}::r`;
  return blockAction({ type: 'button', action_id, block_id, value }, { ts: REPLY_TS, thread_ts: POST_TS }, ADA);
}

/** A choice in the menu of a face. */
export function replyMenu(value: string, faceId: string): Payload {
  const selected_option = { text: { type: 'plain_text', text: 'shown' }, value };
  const menu = { type: 'external_select', action_id: 'pick_person', selected_option };
  return blockAction({ ...menu, block_id: `face:${PHOTO}:${faceId}::r` }, { ts: REPLY_TS, thread_ts: POST_TS }, ADA);
}

/** A button of App Home. */
export function homeButton(action_id: string, value = ''): Payload {
  return viewAction({ action_id, value }, { type: 'home', private_metadata: '0', blocks: [] }, ADA);
}

/** A choice in the menu beside a person in App Home. */
export function homePersonMenu(value: string): Payload {
  const selected_option = { text: { type: 'plain_text', text: 'shown' }, value };
  const menu = { type: 'overflow', action_id: 'person_menu', block_id: 'b', action_ts: '1', selected_option };
  return { ...homeButton('person_menu'), actions: [menu] };
}

/** A modal about a person that was opened from App Home. */
export function personModal(callback_id: string, personId: string): Payload {
  const private_metadata = JSON.stringify({ personId, origin: { kind: 'home', page: 0 } });
  return { type: 'modal', callback_id, private_metadata, blocks: [] };
}

/** A text field as it is submitted. */
export const typed = (value: string) => ({ value: { type: 'plain_text_input', value } });

/** Everything Ada was told apart from the reply: privately, in direct messages, in modals and in App Home. */
export function toldAda({ slack }: Bot): string[] {
  return [
    ...slack.ephemerals.map(({ text }) => String(text)),
    ...slack.commandAnswers.map(({ text }) => String(text)),
    ...slack.ownMessages(ADA).map(({ text }) => String(text)),
    ...[...slack.state.modals.values()].map(({ versions }) => JSON.stringify(versions)),
    JSON.stringify(slack.home(ADA)),
  ];
}
