/** Whether someone wants to be recognised and named. Plain text unless marked mrkdwn. */
export const CONSENT_WORDING = {
  recognise: 'Recognise me',
  whenNamed: 'Only when someone names me',
  never: 'Never',
  told: 'I’ll recognise you in other photos, too, until you choose otherwise.',
  open: 'Once someone names you in a photo, I’ll recognise you in others, unless you choose otherwise.',
  required: 'I won’t recognise you in other photos unless you choose *Recognise me*.',
  /** mrkdwn */
  means: [
    '*Recognise me*: I learn your face from your Slack profile picture and from photos you’re named in, and name you in others.',
    '*Only when someone names me*: Your name stays where people put it. I learn nothing from it and suggest you to no one.',
    '*Never*: I delete your face data and every tag of you, and no one can name you. I keep only your user ID and this answer.',
  ].join('\n'),
  changeable: 'You can change your answer at any time, here or in App Home.',
  neverTitle: 'Never be named?',
  neverMeans:
    'I’ll delete your name, every tag of you and the face data I recognise you by. No one will be able to name you. I’ll keep only your user ID and this answer. The deleted data can’t be restored.',
  neverBegun: 'I won’t name you again, and no one else can. To change that, choose another answer in App Home.',
  takeMyNameOff: 'Take my name off',
  takeMyNameOffMeans: 'The face will have no name, and I won’t name it again. Only you can put your name back.',
  notThisPhoto: 'This isn’t me',
  yourFace: 'The face that was named as you',
  notYourName: 'That isn’t your name, so I’ve left it. To change it, choose another name for the face.',
  theyAgreedOption: 'They agreed to be recognised',
  notConfirmed: 'not recognised until someone confirms in the menu that they agreed',
  theyAnswer: 'They have an account, so only they can answer whether they want to be recognised.',
} as const;
