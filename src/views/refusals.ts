/** What people are told when Slack refuses something, or when nobody knows what is wrong. */

export const PHOTO_GONE = 'This photo is no longer in Slack: please post it again.';
export const SLOWED_DOWN = 'Slack asks me to slow down: please try again in a minute.';

const INVITE_ME = 'I am not in this channel: please invite me with `/invite`, then try again.';
const NOT_LET_IN = 'Slack no longer lets me in: please ask an admin to install me again.';

/** One sentence for each reason in src/slack/errors.ts. */
export const SLACK_REFUSALS = {
  'message gone': 'This message is gone, so there is nothing left to update.',
  'file gone': PHOTO_GONE,
  'view gone': 'The window was closed before I was done: please open it again.',
  'user gone': 'Slack no longer shows me this person.',
  'not in conversation': INVITE_ME,
  archived: 'This channel is archived, so I cannot post in it.',
  'posting restricted': 'I may not post in this channel: please ask an admin to allow it.',
  'threads off': 'Threads are turned off here, so I cannot reply.',
  'threads only': 'This channel only takes replies in threads, so I cannot post in it.',
  'thread locked': 'An admin locked this thread, so I cannot reply in it.',
  'messages suspended': 'An admin has paused messages in this channel, so I cannot reply: please try again later.',
  'access limited': 'Access to this channel is limited, so I cannot read it or reply in it.',
  'direct messages off':
    'Direct messages from me are turned off: please ask an admin to turn on the Messages tab of the app.',
  'message limit': 'This workspace has reached Slack’s message limit: please try again later.',
  'not ours to change': 'Slack does not let me change this message.',
  'too old to edit': 'This workspace does not let me edit messages this old: choose “Name faces” in the photo’s menu.',
  'too late to open': 'This took me too long to open: please choose again.',
  'uploads off': 'This workspace does not let me upload pictures: please ask an admin to allow it.',
  'storage full': 'This workspace has no room for more files: please ask an admin.',
  'permission missing': 'I lack a permission in Slack: please ask an admin to reinstall the app from its manifest.',
  'app restricted': 'This workspace restricts what I may do: please ask an admin to approve the app.',
  'token refused': NOT_LET_IN,
  'token of wrong kind': NOT_LET_IN,
  'token revoked': NOT_LET_IN,
  'token expired': NOT_LET_IN,
  'app removed': NOT_LET_IN,
  'workspace moving': 'Slack is moving this workspace or channel: please try again when it is done.',
  'slowed down': SLOWED_DOWN,
  'Slack down': 'Slack has a problem of its own: please try again in a minute.',
} as const satisfies Readonly<Record<string, string>>;

/** @param reference by which whoever runs Rollcall finds the cause in the log. */
export function somethingWrong(reference: string): string {
  return `Something went wrong on my side. Please try again, or give whoever runs Rollcall the reference ${reference}.`;
}
