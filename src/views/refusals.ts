/** Messages for when Slack refuses a call, and for unknown errors. */

export const PHOTO_GONE = 'This photo is no longer in Slack. Please post it again.';
export const PHOTO_CUT_OFF = 'Part of this photo is missing, and I found no faces in the rest. Please upload it again.';
export const SLOWED_DOWN = 'Slack asked me to slow down. Please try again in a minute.';

const INVITE_ME = 'I’m not in this channel. Invite me with `/invite`, then try again.';
const NOT_LET_IN = 'Slack no longer lets me in. Please ask an admin to reinstall me.';

/** One sentence for each reason in src/slack/errors.ts. */
export const SLACK_REFUSALS = {
  'message gone': 'This message is gone, so there’s nothing left to update.',
  'file gone': PHOTO_GONE,
  'view gone': 'The window was closed before I finished. Please open it again.',
  'user gone': 'Slack no longer shows me this person.',
  'not in conversation': INVITE_ME,
  archived: 'This channel is archived, so I can’t post in it.',
  'posting restricted': 'I’m not allowed to post in this channel. Please ask an admin to allow it.',
  'threads off': 'Threads are turned off here, so I can’t reply.',
  'threads only': 'This channel only takes replies in threads, so I can’t post in it.',
  'thread locked': 'An admin locked this thread, so I can’t reply in it.',
  'messages suspended': 'An admin has paused messages in this channel, so I can’t reply. Please try again later.',
  'access limited': 'Access to this channel is limited, so I can’t read it or reply in it.',
  'direct messages off':
    'Direct messages from me are turned off. Please ask an admin to turn on the app’s Messages tab.',
  'message limit': 'This workspace has reached Slack’s message limit. Please try again later.',
  'not ours to change': 'Slack doesn’t let me change this message.',
  'too old to edit': 'This workspace doesn’t let me edit messages this old. Choose “Name faces” in the photo’s menu.',
  'too late to open': 'That took me too long to open. Please choose again.',
  'uploads off': 'This workspace doesn’t let me upload pictures. Please ask an admin to allow it.',
  'storage full': 'This workspace has no space left for files. Please ask an admin.',
  'permission missing':
    'I’m missing a permission in Slack. Please ask an admin to reinstall the app from its manifest.',
  'app restricted': 'This workspace restricts what I can do. Please ask an admin to approve the app.',
  'token refused': NOT_LET_IN,
  'token of wrong kind': NOT_LET_IN,
  'token revoked': NOT_LET_IN,
  'token expired': NOT_LET_IN,
  'app removed': NOT_LET_IN,
  'workspace moving': 'Slack is moving this workspace or channel. Please try again when it’s done.',
  'slowed down': SLOWED_DOWN,
  'Slack down': 'Slack is having problems. Please try again in a minute.',
} as const satisfies Readonly<Record<string, string>>;

/** @param reference identifies the cause in the log. */
export function somethingWrong(reference: string): string {
  return `Something went wrong on my side. Please try again, or give your admin this reference: ${reference}.`;
}
