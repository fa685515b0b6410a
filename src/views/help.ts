import { NAME_FACES_SHORTCUT_NAME, TRAIN_FACES_COMMAND } from './commands.js';
import { FIND_USAGE } from './found-photos.js';
import { escapeMrkdwn, isUserId, mention } from './text.js';

/** How to use Rollcall, for App Home. mrkdwn. @param contact the setting ROLLCALL_HELP. */
export function describeHelp(contact: string | undefined): string {
  return [
    `• Post a photo in a channel I’m in, name the faces in its thread, then run \`${TRAIN_FACES_COMMAND}\`.`,
    `• To be recognised from the first photo, choose “Recognise me” above, or send me a photo of only you. ` +
      `An admin can ask everyone with \`${TRAIN_FACES_COMMAND} invite everyone\`.`,
    `• For older photos, open the message’s menu and choose “${NAME_FACES_SHORTCUT_NAME}”.`,
    FIND_USAGE,
    `• \`${TRAIN_FACES_COMMAND} help\` lists the commands. ${describeContact(contact)}`,
  ].join('\n');
}

/** The answer to a direct message or a mention. mrkdwn. @param contact the setting ROLLCALL_HELP. */
export function describeFirstSteps(contact: string | undefined): string {
  return [
    'Hi! Three things to try:',
    '1. Post a photo, here or in a channel I’m in. I’ll reply in its thread with who’s in it.',
    '2. Name the faces I don’t know, with the menu beside each one.',
    `3. Run \`${TRAIN_FACES_COMMAND}\`. From then on I’ll recognise those people.`,
    `Quicker: send me a direct message with a photo of only you. An admin can ask others with \`${TRAIN_FACES_COMMAND} invite everyone\`.`,
    describeContact(contact),
  ].join('\n');
}

/** How to reach the operator. mrkdwn; for views and private messages, where a mention does not notify. */
export function describeContact(contact: string | undefined): string {
  if (contact === undefined) return 'Questions? See this app’s About tab, or ask a workspace admin.';
  return `Questions? Ask ${linkTo(contact)}.`;
}

function linkTo(contact: string): string {
  if (isUserId(contact)) return mention(contact);
  if (/^C[A-Z0-9]{8,}$/.test(contact)) return `<#${contact}>`;
  if (/^https:\/\/[^\s<>|]+$/.test(contact)) return `<${contact}>`;
  if (/^[^\s<>|@]+@[^\s<>|@]+$/.test(contact)) return `<mailto:${contact}|${contact}>`;
  return escapeMrkdwn(contact);
}

/** Letters, digits and underscores only: Slack silently drops metadata with anything else. */
export const INTRODUCTION_EVENT_TYPE = 'rollcall_introduction';

/** The introduction in a channel that Rollcall was invited to. It mentions no one, which would notify them. mrkdwn. */
export function introduceYourself(botUserId: string): string {
  return [
    `Hi, I’m ${mention(botUserId)}. Post a photo here and I’ll reply in its thread with who’s in it. ` +
      'Tell me the names I don’t know and I’ll learn them.',
    `I only look at new photos. For older ones: ⋮ → ${NAME_FACES_SHORTCUT_NAME}. For more: \`${TRAIN_FACES_COMMAND} help\`. ` +
      `To turn me off here: \`/remove\` ${mention(botUserId)}.`,
  ].join('\n');
}
