import { NAME_FACES_SHORTCUT_NAME, TRAIN_FACES_COMMAND } from './ids.js';
import { escapeMrkdwn, isUserId, mention } from './mrkdwn.js';

/** What App Home says about how to use Rollcall, and whom to ask. mrkdwn. @param contact as the setting says, if it says anything. */
export function describeHelp(contact: string | undefined): string {
  return [
    `• Post a photo in a channel I’m in, name the faces in its thread, then run \`${TRAIN_FACES_COMMAND}\`.`,
    `• For older photos, open the message’s menu and choose “${NAME_FACES_SHORTCUT_NAME}”.`,
    `• \`${TRAIN_FACES_COMMAND} help\` lists the commands. ${describeContact(contact)}`,
  ].join('\n');
}

/** How to reach whoever runs Rollcall. mrkdwn; to be shown in views and to single people, where a mention notifies nobody. */
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
