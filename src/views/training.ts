import type { KnownBlock } from '@slack/types';
import type { TrainingState } from '../faces/model.js';
import type { ModelChange } from '../faces/training-report.js';
import { TRAIN_FACES_COMMAND } from './ids.js';
import { isUserId, localTime, mention } from './mrkdwn.js';
import { count, either } from './wording.js';

const MAX_NAMED_TRAINERS = 5;

/** A message of which only the person who ran the command sees anything. */
export interface PrivateMessage {
  readonly text: string;
  readonly blocks?: KnownBlock[];
}

/** The steps of a training, as its starter reads them. */
export const TRAINING_STEPS = {
  'reading tags': 'Training: reading who was named on which photo…',
  building: 'Training: building the new recogniser…',
  waiting: 'Training: waiting until the new recogniser is ready…',
  measuring: 'Training: trying the new recogniser on the tags it was made from…',
  'switching over': 'Training: switching over to the new recogniser…',
} as const;

export const TRAINING_STARTED = TRAINING_STEPS['reading tags'];

export const NOBODY_NAMED =
  'Nobody has been named yet, so there is nothing to learn from. Post a photo of somebody in a channel I am in, ' +
  `say who is who in its thread, and run \`${TRAIN_FACES_COMMAND}\` again.`;

export const TRAINING_USAGE = [
  `\`${TRAIN_FACES_COMMAND}\` makes me learn from every name given so far. From then on I name these people myself.`,
  `\`${TRAIN_FACES_COMMAND} status\` says when I was trained, by whom and from what, and what was named since.`,
  `\`${TRAIN_FACES_COMMAND} undo\` goes back to the model before, and \`${TRAIN_FACES_COMMAND} promote\` to the newer one: ` +
    'one that I did not use because it is worse, or one you went back from.',
  `\`${TRAIN_FACES_COMMAND} help\` shows this.`,
  'I answer photos in every channel I was invited to, in the thread of the photo. ' +
    'For one I missed, open the message’s menu and choose “Name faces”.',
].join('\n');

/** What to answer to a word that is no subcommand. */
export function unknownSubcommand(): string {
  return `I do not know that one. This is what I can do:\n${TRAINING_USAGE}`;
}

/** The answer to `status`. mrkdwn. */
export function describeStatus({
  state,
  isRunning,
}: {
  readonly state: TrainingState;
  readonly isRunning: boolean;
}): string {
  return [
    isRunning ? 'A training is running.' : '',
    describeTrainingState(state),
    describeSetAside(state),
    describeNextStep(state, isRunning),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** When the recogniser was trained, by whom, from what, and what came since. mrkdwn. */
export function describeTrainingState({ last, now, tagsSince }: TrainingState): string {
  if (last === undefined) {
    return now.tags === 0
      ? 'I know nobody yet: say who is who in the thread of a photo.'
      : `I have not been trained yet. So far ${namedSoFar(now)}.`;
  }
  const by = isUserId(last.trainedBy) ? ` by ${mention(last.trainedBy)}` : '';
  const since =
    tagsSince === 0 ? 'No face was named since.' : `Since then ${count(tagsSince, 'face was', 'faces were')} named.`;
  return (
    `Last trained ${localTime(last.at)}${by}: I know ${count(last.people, 'person', 'people')} ` +
    `from ${count(last.tags, 'tag')}. ${since}`
  );
}

function describeSetAside({ setAsideAt }: TrainingState): string {
  if (setAsideAt === undefined) return '';
  return `A newer model, trained ${localTime(setAsideAt)}, is put aside: \`${TRAIN_FACES_COMMAND} promote\` uses it.`;
}

function describeNextStep({ last, tagsSince, now }: TrainingState, isRunning: boolean): string {
  if (isRunning || now.tags === 0) return '';
  const isWorthIt = last === undefined || tagsSince > 0;
  return isWorthIt ? `Run \`${TRAIN_FACES_COMMAND}\` and I learn from them.` : '';
}

function namedSoFar({ people, tags }: { readonly people: number; readonly tags: number }): string {
  return `${count(tags, 'face was', 'faces were')} named, of ${count(people, 'person', 'people')}`;
}

/** Refuses to train. mrkdwn. @param trainers user ids of those who may; none when it is the admins. */
export function notATrainer(trainers: readonly string[]): string {
  const whom =
    trainers.length === 0
      ? 'an admin of this workspace'
      : either(trainers.slice(0, MAX_NAMED_TRAINERS).map((userId) => mention(userId)));
  return `Here not everybody may run \`${TRAIN_FACES_COMMAND}\`: please ask ${whom}. Naming faces is open to you as before.`;
}

/** The end of a training that failed. @param why a sentence. */
export function trainingFailed(why: string): string {
  return `Training failed. ${why} Nothing has changed: I go on as before.`;
}

/** What came of `undo`. mrkdwn. */
export function describeUndo(change: ModelChange): string {
  if (change.kind === 'no other model')
    return 'There is no model before this one to go back to, so nothing has changed.';
  return (
    `I went back to the model trained ${localTime(change.to)}; the one of ${localTime(change.from)} is put aside. ` +
    `\`${TRAIN_FACES_COMMAND} promote\` uses that one again. All tags stay, and the next \`${TRAIN_FACES_COMMAND}\` learns from them.`
  );
}

/** What came of `promote`. mrkdwn. */
export function describePromotion(change: ModelChange): string {
  if (change.kind === 'no other model') return 'There is no newer model than the one in use, so nothing has changed.';
  return (
    `I now use the model trained ${localTime(change.to)} instead of the one of ${localTime(change.from)}. ` +
    `\`${TRAIN_FACES_COMMAND} undo\` goes back to that one.`
  );
}
