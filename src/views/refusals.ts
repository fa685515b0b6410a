/** What people are told when Slack refuses something, or when nobody knows what is wrong. */

export const PHOTO_GONE = 'This photo is no longer in Slack: please post it again.';
export const SLOWED_DOWN = 'Slack asks me to slow down: please try again in a minute.';

/** Slack's refusals that somebody can do something about (docs.slack.dev/reference/methods). */
export const SLACK_REFUSALS: Readonly<Record<string, string>> = {
  not_in_channel: 'I am not in this channel: please invite me with `/invite`, then try again.',
  channel_not_found: 'I am not in this channel: please invite me with `/invite`, then try again.',
  is_archived: 'This channel is archived, so I cannot post in it.',
  restricted_action: 'I may not post in this channel: please ask an admin to allow it.',
  missing_scope: 'I lack a permission in Slack: please ask an admin to reinstall the app from its manifest.',
  expired_trigger_id: 'This took me too long to open: please choose again.',
  trigger_expired: 'This took me too long to open: please choose again.',
  file_not_found: PHOTO_GONE,
  file_deleted: PHOTO_GONE,
  message_not_found: 'This message is gone, so there is nothing left to update.',
  edit_window_closed: 'This workspace does not let me edit messages this old: choose “Name faces” in the photo’s menu.',
};

/** @param reference by which whoever runs Rollcall finds the cause in the log. */
export function somethingWrong(reference: string): string {
  return `Something went wrong on my side. Please try again, or give whoever runs Rollcall the reference ${reference}.`;
}
