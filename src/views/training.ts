import type { KnownBlock } from '@slack/types';
import type { PersonTraining, TrainingReport, TrainingState } from '../faces/model.js';
import { TRAIN_FACES_COMMAND } from './ids.js';
import { MAX_SECTION_TEXT } from './limits.js';
import { escapeMrkdwn, isUserId, localTime, mention } from './mrkdwn.js';
import { count, either, list } from './wording.js';

/** With fewer tags than this, one bad photo decides who somebody is taken for. */
const ENOUGH_TAGS = 2;
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
  'switching over': 'Training: switching over to the new recogniser…',
} as const;

export const TRAINING_STARTED = TRAINING_STEPS['reading tags'];

export const NOBODY_NAMED =
  'Nobody has been named yet, so there is nothing to learn from. Post a photo of somebody in a channel I am in, ' +
  `say who is who in its thread, and run \`${TRAIN_FACES_COMMAND}\` again.`;

export const TRAINING_USAGE = [
  `\`${TRAIN_FACES_COMMAND}\` makes me learn from every name given so far. From then on I name these people myself.`,
  `\`${TRAIN_FACES_COMMAND} status\` says when I was trained, by whom and from what, and what was named since.`,
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
  return [isRunning ? 'A training is running.' : '', describeTrainingState(state), describeNextStep(state, isRunning)]
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

/** The report at the end of a training. */
export function buildTrainingReport(report: TrainingReport): PrivateMessage {
  const tags = report.people.reduce((sum, person) => sum + person.tags, 0);
  const summary =
    `Training is done: I know ${count(report.people.length, 'person', 'people')} ` +
    `from ${count(tags, 'tag')}. It took ${duration(report.tookMs)}.`;
  const paragraphs = [describePeople(report), describeChanges(report), describeTooFew(report.people)].filter(
    (paragraph) => paragraph !== '',
  );
  return {
    text: [summary, ...paragraphs].join('\n'),
    blocks: [`*${summary}*`, ...paragraphs].map((text) => ({ type: 'section', text: { type: 'mrkdwn', text } })),
  };
}

function describePeople({ people, previousAt }: TrainingReport): string {
  const lines = people.map(({ person, tags, tagsBefore }) => {
    const change = tagsBefore === undefined ? 'new' : tags === tagsBefore ? '' : signed(tags - tagsBefore);
    const since = previousAt === undefined || change === '' ? '' : ` (${change})`;
    return `• ${escapeMrkdwn(person.name)}: ${count(tags, 'tag')}${since}`;
  });
  return joinWithin(lines, '\n', (left) => `… and ${count(left, 'more person', 'more people')}.`);
}

function describeChanges({ people, gone, previousAt }: TrainingReport): string {
  if (previousAt === undefined) return 'This was the first training.';
  const fresh = people.filter(({ tagsBefore }) => tagsBefore === undefined).length;
  const before = people.reduce((sum, { tagsBefore = 0 }) => sum + tagsBefore, 0);
  const now = people.reduce((sum, { tags }) => sum + tags, 0);
  const changes = [
    ...(fresh > 0 ? [count(fresh, 'new person', 'new people')] : []),
    ...(now > before ? [count(now - before, 'more tag')] : []),
    ...(now < before ? [count(before - now, 'fewer tag', 'fewer tags')] : []),
    ...(gone.length > 0 ? [`nobody is named ${shortList(gone.map(({ name }) => escapeMrkdwn(name)))} any more`] : []),
  ];
  return `Since the training of ${localTime(previousAt)}: ${changes.length === 0 ? 'no change' : list(changes)}.`;
}

function describeTooFew(people: readonly PersonTraining[]): string {
  const few = people.filter(({ tags }) => tags < ENOUGH_TAGS).map(({ person }) => escapeMrkdwn(person.name));
  if (few.length === 0) return '';
  return `Too few tags to be reliable: ${shortList(few)}. Name them on at least ${ENOUGH_TAGS} different photos.`;
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 10);
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : list(shown);
}

/** As many lines as fit into a section, and a word about the rest. */
function joinWithin(lines: readonly string[], separator: string, describeRest: (left: number) => string): string {
  const reserve = 60;
  let text = '';
  for (const [index, line] of lines.entries()) {
    const next = index === 0 ? line : `${text}${separator}${line}`;
    if (next.length > MAX_SECTION_TEXT - reserve) return `${text}${separator}${describeRest(lines.length - index)}`;
    text = next;
  }
  return text;
}

function signed(difference: number): string {
  return difference > 0 ? `+${difference}` : `−${-difference}`;
}

function duration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
