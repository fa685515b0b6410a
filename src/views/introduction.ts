import { NAME_FACES_SHORTCUT_NAME, TRAIN_FACES_COMMAND } from './ids.js';
import { mention } from './mrkdwn.js';

/** Letters, digits and underscores only: with anything else Slack drops the metadata without a word. */
export const INTRODUCTION_EVENT_TYPE = 'rollcall_introduction';

/**
 * What is said once to a channel that Rollcall was invited to. mrkdwn.
 * @param inviterId who invited it, when Slack says.
 */
export function introduceYourself(botUserId: string, inviterId: string | undefined): string {
  const invited = inviterId === undefined ? '' : ` ${mention(inviterId)} invited me.`;
  return [
    `Hello, I am ${mention(botUserId)}.${invited} From now on, when somebody posts a photo here, I answer in its thread with the faces I find, ` +
      'and the names I know. You can tell me who the others are.',
    `I say nothing about photos without faces, and never look at older ones unless you choose “${NAME_FACES_SHORTCUT_NAME}” in a ` +
      `message’s menu. \`${TRAIN_FACES_COMMAND} help\` tells more.`,
    `To turn me off here, remove me from the channel: \`/remove\` ${mention(botUserId)}.`,
  ].join('\n');
}
