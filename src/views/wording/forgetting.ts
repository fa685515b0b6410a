/** Forgetting people, when they ask for it or in time. Plain text unless marked mrkdwn. */
export const FORGETTING_WORDING = {
  forget: 'Forget',
  forgetMe: 'Forget me',
  forgetOption: 'Forget… (delete for good)',
  forgetMeOption: 'Forget me… (delete for good)',
  forgetPerson: 'Forget this person',
  forgetPersonTitle: 'Forget this person?',
  forgetMeTitle: 'Forget you?',
  forgetMeMeans:
    'I’ll delete your name, every tag of you, the face data I recognise you by, and my copies of photos that show only you. My replies will stop naming you. Photos posted in Slack stay. This can’t be undone.',
  forgetMeans:
    'I’ll delete the name, every tag, the face data I recognise them by, and my copies of photos that show only them. My replies will stop naming them. Photos posted in Slack stay. This can’t be undone.',
  forgettingBegun:
    'I’m deleting what I know about them. This can take a few minutes. I’ll send you a list of what I deleted.',
  interrupted: 'I was interrupted halfway and carried on. What I’d deleted before isn’t counted here.',
  mayNotForget: 'Only that person or a workspace admin can ask me to forget someone. Please ask an admin.',
  personForgotten: 'I no longer know this person.',
  orForget: 'To delete what I know about them, choose “Forget” instead.',
  orRemove: 'If I should only stop naming them, choose “Remove” instead.',
  orRemoveMe: 'If I should only stop naming you, choose “Remove” instead.',
  /** mrkdwn */
  removeOrForget:
    '*Remove* stops naming someone, and you can put them back. *Forget* deletes what I know about them for good.',
  keepMe: 'Keep me',
  keepThem: 'Keep them',
  keptPerson: 'I’ll keep this person for now. The waiting time starts again today.',
  lapsedYou: 'I’ve forgotten you, as I told you a month ago. If someone names you again, I’ll ask you again.',
  lapsedPerson: 'I’ve forgotten the person I told you about a month ago.',
} as const;

/** For the person who asked to forget someone, if it failed halfway. */
export function forgettingFailed(why: string): string {
  return `I couldn’t delete everything. ${why} Then choose “${FORGETTING_WORDING.forget}” again in App Home, and I’ll carry on from here.`;
}
