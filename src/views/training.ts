import type { KnownBlock } from '@slack/types';
import type { TrainingState } from '../faces/model.js';
import type { ModelChange } from '../faces/training-report.js';
import { TRAIN_FACES_COMMAND } from './commands.js';
import { FIND_USAGE } from './found-photos.js';
import { count, isUserId, listAny, localTime, mention } from './text.js';

const MAX_NAMED_TRAINERS = 5;

/** A message that only the person who ran the command sees. */
export interface PrivateMessage {
  readonly text: string;
  readonly blocks?: KnownBlock[];
}

export const NO_ONE_NAMED =
  'No one has been named yet, so there’s nothing to learn from. Post a photo in a channel I’m in, ' +
  `name the faces in its thread, then run \`${TRAIN_FACES_COMMAND}\` again.`;

export const TRAINING_USAGE = [
  `• \`${TRAIN_FACES_COMMAND}\` learns from every name so far, then recognises those people.`,
  `• \`${TRAIN_FACES_COMMAND} status\` shows the last training and what’s new since.`,
  `• \`${TRAIN_FACES_COMMAND} undo\` goes back to the previous model.`,
  `• \`${TRAIN_FACES_COMMAND} promote\` switches to the newer model.`,
  `• \`${TRAIN_FACES_COMMAND} invite everyone\` or \`invite #channel\` asks people whether I may recognise them. For admins.`,
  `• \`${TRAIN_FACES_COMMAND} help\` shows this list.`,
  `• \`${TRAIN_FACES_COMMAND} earlier\` looks at the photos posted in this channel before.`,
  FIND_USAGE,
  'Post a photo in a channel I’m in and I’ll reply in its thread. For older photos: ⋮ → Name faces.',
].join('\n');

/** The answer to an unknown subcommand. */
export function unknownSubcommand(): string {
  return `Unknown option. Try \`${TRAIN_FACES_COMMAND} help\`.`;
}

/** The answer to `status`. mrkdwn. @param viewerId is called "you". */
export function describeStatus({
  state,
  isRunning,
  viewerId,
}: {
  readonly state: TrainingState;
  readonly isRunning: boolean;
  readonly viewerId: string;
}): string {
  return [
    isRunning ? 'Training is running.' : '',
    describeTrainingState(state, viewerId),
    describeUnusedModel(state),
    describeNextStep(state, isRunning),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** In place of a person's id, in a training that no one asked for. Stored with the model. */
export const TRAINED_AUTOMATICALLY = 'automatic';

/** The last training, and what has been tagged since. mrkdwn. @param viewerId is called "you". By default no one is named. */
export function describeTrainingState(
  { last, now, tagsSince, isModelMissing }: TrainingState,
  viewerId?: string,
): string {
  if (isModelMissing)
    return 'The model I was trained with is no longer in the face service. To name people again, train me again.';
  if (last === undefined) {
    return now.tags === 0
      ? 'I don’t recognise anyone yet. Name the faces in a photo’s thread to begin.'
      : `I haven’t been trained yet. ${namedSoFar(now)}.`;
  }
  const by = viewerId === undefined ? '' : describeTrainer(last.trainedBy, viewerId);
  const since = tagsSince <= 0 ? 'Nothing new since.' : `${count(tagsSince, 'face')} named since.`;
  return `I recognise ${count(last.people, 'person', 'people')}. Last trained ${localTime(last.at)}${by}. ${since}`;
}

function describeTrainer(trainedBy: string, viewerId: string): string {
  if (trainedBy === TRAINED_AUTOMATICALLY) return ' automatically';
  if (trainedBy === viewerId) return ' by you';
  return isUserId(trainedBy) ? ` by ${mention(trainedBy)}` : '';
}

function describeUnusedModel({ newerUnusedAt }: TrainingState): string {
  if (newerUnusedAt === undefined) return '';
  return `A newer model from ${localTime(newerUnusedAt)} isn’t in use. To switch to it, run \`${TRAIN_FACES_COMMAND} promote\`.`;
}

function describeNextStep({ last, tagsSince, now }: TrainingState, isRunning: boolean): string {
  if (isRunning || now.tags === 0) return '';
  const isWorthIt = last === undefined || tagsSince > 0;
  return isWorthIt ? `Run \`${TRAIN_FACES_COMMAND}\` to learn from them.` : '';
}

function namedSoFar({ people, tags }: { readonly people: number; readonly tags: number }): string {
  return `${count(tags, 'face')} named so far, of ${count(people, 'person', 'people')}`;
}

/** Refuses to train. mrkdwn. @param trainers user ids of those who may; empty if only admins may. */
export function notATrainer(trainers: readonly string[]): string {
  const contact =
    trainers.length === 0
      ? 'an admin of this workspace'
      : listAny(trainers.slice(0, MAX_NAMED_TRAINERS).map((userId) => mention(userId)));
  return `You can’t run \`${TRAIN_FACES_COMMAND}\` here. Please ask ${contact}. You can still name faces.`;
}

/** The result of a training that failed. @param why a sentence. */
export function trainingFailed(why: string): string {
  return `Training failed. ${why} I’m still using the model from before.`;
}

/** The result of `undo`. mrkdwn. */
export function describeUndo(change: ModelChange): string {
  if (change.kind === 'no other model') return 'There’s no earlier model, so nothing has changed.';
  return (
    `I’m back on the model from ${localTime(change.to)}. To use the newer one again, run \`${TRAIN_FACES_COMMAND} promote\`. ` +
    'No tags were lost.'
  );
}

/** The result of `promote`. mrkdwn. */
export function describePromotion(change: ModelChange): string {
  if (change.kind === 'no other model') return 'There’s no newer model, so nothing has changed.';
  return `I now use the model from ${localTime(change.to)}. To go back, run \`${TRAIN_FACES_COMMAND} undo\`.`;
}
