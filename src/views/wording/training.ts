import { count } from '../text.js';

/** Training, and its report. Plain text unless marked mrkdwn. */
export const TRAINING_WORDING = {
  title: 'Training',
  train: 'Train',
  running: 'Training…',
  follows: 'Training… You can close this. I’ll show you the report when it’s done.',
  details: 'Details',
  alreadyRuns: 'Training is already running. I’ll tell you here when it’s done.',
  reportGone: 'I no longer have this report. Train again to see a new one.',
  merge: 'Merge',
  mergeTitle: 'The same person?',
  merged: 'Merged. You can split them again in App Home.',
} as const;

/** After earlier replies were updated. */
export function repliesRefreshed(changed: number): string {
  return `Updated ${count(changed, 'earlier reply', 'earlier replies')}.`;
}
