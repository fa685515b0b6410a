/** The parts of App Home that have no other place. Plain text unless marked mrkdwn. */
export const HOME_WORDING = {
  consent: 'Being recognised',
  aboutYou: 'What I store about you',
  sendOwnData: 'Send me my data',
  ownDataFollows: 'Here’s everything I store about you. Only you can see this.',
  help: 'Help',
  photosOfMe: 'Photos of you',
  starting: 'I’ve just started and am still reading who’s in which photo. This page fills in a few seconds.',
  outdated: 'Something has changed. Open this tab again to see the latest.',
} as const;
