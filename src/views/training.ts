import type { KnownBlock } from '@slack/types';
import type { PersonTraining, TrainingReport } from '../faces/model.js';
import { TRAIN_FACES_COMMAND } from './ids.js';
import { MAX_SECTION_TEXT } from './limits.js';
import { escapeMrkdwn, localTime } from './mrkdwn.js';
import { count, list } from './wording.js';

/** With fewer tags than this, one bad photo decides who somebody is taken for. */
const ENOUGH_TAGS = 2;

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
  `\`${TRAIN_FACES_COMMAND} status\` says whom I know and whether a training is running.`,
  `\`${TRAIN_FACES_COMMAND} help\` shows this.`,
  'I answer photos in every channel I was invited to, in the thread of the photo. ' +
    'For one I missed, open the message’s menu and choose “Name faces”.',
].join('\n');

/** What to answer to a word that is no subcommand. */
export function unknownSubcommand(): string {
  return `I do not know that one. This is what I can do:\n${TRAINING_USAGE}`;
}

/** The answer to `status`. */
export function describeStatus(status: { readonly people: number; readonly training: boolean }): string {
  const known =
    status.people === 0
      ? 'I know nobody yet: say who is who in the thread of a photo.'
      : `I know ${count(status.people, 'person', 'people')}.`;
  const training = status.training
    ? 'A training is running.'
    : `Run \`${TRAIN_FACES_COMMAND}\` after naming faces, so that I learn from them.`;
  return `${known} ${training}`;
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
