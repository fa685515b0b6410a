import { NAME_FACES_SHORTCUT_NAME, TRAIN_FACES_COMMAND } from './ids.js';
import { escapeMrkdwn, isUserId, mention } from './mrkdwn.js';

/** What App Home says about how to use Rollcall, and whom to ask. mrkdwn. @param contact as the setting says, if it says anything. */
export function describeHelp(contact: string | undefined): string {
  return [
    `• Post a photo where I am invited, and answer in its thread who is who. Then run \`${TRAIN_FACES_COMMAND}\`.`,
    `• For a photo I missed, choose “${NAME_FACES_SHORTCUT_NAME}” in its message’s menu.`,
    `• \`${TRAIN_FACES_COMMAND} help\` tells more. ${describeContact(contact)}`,
  ].join('\n');
}

/** How to reach whoever runs Rollcall. mrkdwn; to be shown in views and to single people, where a mention notifies nobody. */
export function describeContact(contact: string | undefined): string {
  if (contact === undefined) return 'To reach whoever runs me, open “About” above, or ask an admin of this workspace.';
  return `To reach whoever runs me: ${linkTo(contact)}.`;
}

function linkTo(contact: string): string {
  if (isUserId(contact)) return mention(contact);
  if (/^C[A-Z0-9]{8,}$/.test(contact)) return `<#${contact}>`;
  if (/^https:\/\/[^\s<>|]+$/.test(contact)) return `<${contact}>`;
  if (/^[^\s<>|@]+@[^\s<>|@]+$/.test(contact)) return `<mailto:${contact}|${contact}>`;
  return escapeMrkdwn(contact);
}
