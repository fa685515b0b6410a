/** Words that several subjects share. Plain text unless marked mrkdwn. */
export const WORDING = {
  undo: 'Undo',
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  back: 'Back',
  more: 'More',
  seePhoto: 'See the photo',
  nameLabel: 'Name',
  outdatedMenu: 'This menu is out of date. Please open it again.',
  personGone: 'I no longer know this person. Please choose again.',
  membersOnly: 'Only members of my workspace can name people here. Please ask one of them.',
  stopping: 'I was restarted before I finished. Please try again in a minute.',
  emptyName: 'This name is empty. Please type another.',
} as const;
