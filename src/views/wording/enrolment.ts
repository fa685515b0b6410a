/** Learning people from their own pictures. Plain text unless marked mrkdwn. */
export const ENROLMENT_WORDING = {
  isThisYou: 'Is this you? Then I can learn your face from this photo, too.',
  recogniseMeByThis:
    'Is this you? If you like, I’ll recognise you in photos from now on. You can change that in App Home.',
  thisIsMe: 'This is me',
  thisIsMeRecogniseMe: 'This is me, recognise me',
  moreSelfies:
    'To make me surer, send me a photo or two of only you, here. If you delete one, I delete what I learned from it.',
  profilePictureFailed: 'I couldn’t learn from your Slack profile picture.',
  photoOfYou: 'A photo of you',
  selfieCanBeDeleted: 'If you delete your photo, I delete what I learned from it.',
  selfieDeleted: 'You deleted this photo, so I’ve deleted what I learned from it.',
} as const;
