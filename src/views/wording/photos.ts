/** Finding photos, and looking at earlier ones. Plain text unless marked mrkdwn. */
export const PHOTOS_WORDING = {
  title: 'Photos',
  loading: 'Finding the photos…',
  /** mrkdwn */
  none: 'There’s no such photo in a conversation you’re in.',
  earlierTitle: 'Earlier photos',
  earlierWhere: 'What I find turns up in `/find-photos` and App Home.',
  earlierNotHere: 'I’m not in this conversation, or you aren’t. Invite me with `/invite`, then try again.',
  checkAgain: 'Check again',
  lookAgain: 'Look again',
  start: 'Start',
  stop: 'Stop',
  goOn: 'Continue',
} as const;
