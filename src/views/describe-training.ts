import { type PersonEvaluation, precisionOf, recallOf } from '../faces/evaluation-report.js';
import type { Person, PersonTraining } from '../faces/model.js';
import type { Measurement, TrainingReport } from '../faces/training-report.js';
import { MAX_SECTION_TEXT } from './blocks.js';
import { count, escapeMrkdwn, listAll, percent, truncate } from './text.js';

/** Paragraphs of a training report about how well people are recognised. mrkdwn; empty if there is nothing to say. */

/** With fewer tags than this, one bad photo decides how well a person is recognised. */
const ENOUGH_TAGS = 2;
const MAX_NAMES_SHOWN = 3;
/** More than anyone reads. */
const MAX_PEOPLE_LISTED = 200;
const MAX_NAME_LENGTH_IN_REPORT = 36;
const MAX_NAME_LENGTH_ON_BUTTON = 20;

/** How good the model is, in one line. */
export function describeQuality(measurement: Measurement | undefined): string {
  if (measurement === undefined) {
    return 'This face service can’t test a model, so I use cautious standard thresholds.';
  }
  const { evaluation, falsePositiveIdentificationRate: falsePositiveRate } = measurement;
  if (evaluation.total === 0) {
    return 'I can’t measure this yet: I need at least one person named in two photos.';
  }
  const wrong = evaluation.falsePositives === 0 ? 'no wrong names' : count(evaluation.falsePositives, 'wrong name');
  const strangers = Math.max(1, Math.round(falsePositiveRate * 1000));
  return (
    `Tested on your own tags: ${evaluation.truePositives} of ${evaluation.total} recognised, ${wrong}. ` +
    `I’d mistake about ${count(strangers, 'stranger')} in 1,000 for someone here.`
  );
}

/** The measures behind {@link describeQuality}, and what they do not cover. */
export function describeMeasures(measurement: Measurement | undefined): string {
  const recall = measurement && recallOf(measurement.evaluation);
  if (measurement === undefined || recall === undefined) return '';
  const { evaluation, evaluationBefore } = measurement;
  const precision = precisionOf(evaluation);
  const recallBefore = evaluationBefore && recallOf(evaluationBefore);
  const before = recallBefore === undefined ? '' : ` (${percentOf(recallBefore)} last time)`;
  const shares = [
    `Recall ${percentOf(recall)}${before}`,
    ...(precision === undefined ? [] : [`precision ${percentOf(precision)}`]),
  ];
  return (
    `${shares.join(', ')}. That’s for faces I can see well. ` +
    'I can’t measure covered, cut-off or too bright ones, so I only ask about those.'
  );
}

/** The people one by one, those whose faces the test got wrong first, in paragraphs that fit a section each. */
export function describePeople({ people, previousAt, measurement }: TrainingReport): string[] {
  const evaluations = new Map(measurement?.evaluation.people.map((evaluation) => [evaluation.person.id, evaluation]));
  const isMistaken = ({ person }: PersonTraining) => hasMistake(evaluations.get(person.id));
  const sorted = [...people.filter(isMistaken), ...people.filter((each) => !isMistaken(each))];
  const lines = sorted.slice(0, MAX_PEOPLE_LISTED).map(({ person, tags, tagsBefore }) => {
    const change = tagsBefore === undefined ? 'new' : tags === tagsBefore ? '' : signed(tags - tagsBefore);
    const since = previousAt === undefined || change === '' ? '' : ` (${change})`;
    return `• ${nameOf(person)}: ${count(tags, 'tag')}${since}${describePersonEvaluation(evaluations.get(person.id))}`;
  });
  const others = people.length - lines.length;
  if (others > 0) lines.push(`• ${count(others, 'other person', 'other people')}`);
  const paragraphs: string[] = [];
  let paragraph = '';
  for (const line of lines) {
    if (paragraph.length + line.length >= MAX_SECTION_TEXT) {
      paragraphs.push(paragraph);
      paragraph = '';
    }
    paragraph = paragraph === '' ? line : `${paragraph}\n${line}`;
  }
  return paragraph === '' ? paragraphs : [...paragraphs, paragraph];
}

function hasMistake(evaluation: PersonEvaluation | undefined): boolean {
  return evaluation !== undefined && (evaluation.truePositives < evaluation.total || evaluation.falsePositives > 0);
}

function describePersonEvaluation(evaluation: PersonEvaluation | undefined): string {
  if (evaluation === undefined || evaluation.total === 0) return '';
  const mistaken =
    evaluation.falsePositives > 0
      ? `, ${count(evaluation.falsePositives, 'other face', 'other faces')} mistaken for them`
      : '';
  const [recall, precision] = [recallOf(evaluation), precisionOf(evaluation)];
  const shares = [
    ...(recall === undefined ? [] : [`recall ${percentOf(recall)}`]),
    ...(precision === undefined ? [] : [`precision ${percentOf(precision)}`]),
  ];
  return `, ${evaluation.truePositives} of ${evaluation.total} recognised${mistaken} (${shares.join(', ')})`;
}

/** People who stay unknown because none of their tags can be learned from. */
export function describeUnknown(people: readonly PersonTraining[]): string {
  const unknown = people.filter((each) => each.unusable === each.tags).map(({ person }) => nameOf(person));
  return unknown.length === 0 ? '' : `I can’t recognise ${shortList(unknown)} yet: name them in a clearer photo.`;
}

/** Tags that cannot be learned from. */
export function describeUnusable(people: readonly PersonTraining[]): string {
  const unusable = people.reduce((sum, each) => sum + (each.unusable ?? 0), 0);
  if (unusable === 0) return '';
  const faces = unusable === 1 ? 'the face is' : 'the faces are';
  return `I can’t learn from ${count(unusable, 'tag')}: ${faces} too small, blurred, turned away, covered, cut off or too bright.`;
}

export function describeTooFew(people: readonly PersonTraining[]): string {
  const few = people.filter(({ tags }) => tags < ENOUGH_TAGS).map(({ person }) => nameOf(person));
  if (few.length === 0) return '';
  return `One more photo each would make me surer of ${shortList(few)}.`;
}

export function describeTooSimilar(evaluations: readonly PersonEvaluation[]): string {
  const similar = evaluations.filter(({ tooSimilar }) => tooSimilar).map(({ person }) => nameOf(person));
  if (similar.length === 0) return '';
  const photos = similar.length === 1 ? 'this person’s photos are' : 'these people’s photos are';
  return `I can’t tell yet how well I know ${shortList(similar)}: ${photos} nearly identical. Tag one from another day.`;
}

/** 100% only for all of them. */
function percentOf(share: number): string {
  return share === 1 ? '100%' : percent(share);
}

/** "Ada, Ben, Cleo and 8 others". */
export function shortList(names: readonly string[]): string {
  const shown = names.length > MAX_NAMES_SHOWN + 1 ? names.slice(0, MAX_NAMES_SHOWN) : names;
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} others` : listAll(shown);
}

function signed(difference: number): string {
  return difference > 0 ? `+${difference}` : `−${-difference}`;
}

/** A person's name in mrkdwn, cut if it is very long: a report can hold forty names. */
export function nameOf(person: Person): string {
  return escapeMrkdwn(truncate(person.name, MAX_NAME_LENGTH_IN_REPORT));
}

/** The same in plain text, for buttons and dialogs. */
export function shortName({ name }: Person): string {
  return truncate(name, MAX_NAME_LENGTH_ON_BUTTON);
}
