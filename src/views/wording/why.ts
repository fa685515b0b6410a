/** “Why this name?” Plain text unless marked mrkdwn. */
export const WHY_WORDING = {
  whyThisName: 'Why this name?',
  whoLooksSimilar: 'See who looks similar',
  looking: 'Looking…',
  lookingForFaces: 'Finding the most similar tagged faces…',
  collage: 'If this photo is a collage, choose “This is a collage” in the menu of a face.',
  onlyYours: 'You only see faces from conversations you’re in.',
  wordsOnly: 'I can’t show similar faces right now: the face service can’t search by face.',
  nothing: 'There’s nothing to explain: someone has already named this face, or it looks like no one I know.',
} as const;
