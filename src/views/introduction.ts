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
    `Hi, I’m ${mention(botUserId)}.${invited} Post a photo here and I’ll reply in its thread with who’s in it. ` +
      'Tell me the names I don’t know and I’ll learn them.',
    `I only look at new photos. For older ones: ⋮ → ${NAME_FACES_SHORTCUT_NAME}. For more: \`${TRAIN_FACES_COMMAND} help\`. ` +
      `To turn me off here: \`/remove\` ${mention(botUserId)}.`,
  ].join('\n');
}
