import type { KnownBlock, SectionBlock } from '@slack/types';
import {
  type DoubtfulTag,
  type EvaluationReport,
  type PersonEvaluation,
  precisionOf,
  recallOf,
} from '../faces/evaluation-report.js';
import type { Person, PersonTraining, PhotoTag } from '../faces/model.js';
import type { Measurement, TrainingReport } from '../faces/training-report.js';
import { button, section } from './blocks.js';
import { count, listAll, percent, truncate } from './format.js';
import { SEE_PHOTO_ACTION, TRAIN_FACES_COMMAND } from './ids.js';
import { MAX_BLOCKS_BYTES, MAX_MESSAGE_TEXT, MAX_SECTION_TEXT, sizeOfBlocks } from './limits.js';

import { escapeMrkdwn } from './mrkdwn.js';

import type { PrivateMessage } from './training.js';
import { WORDING } from './wording.js';

/** With fewer tags than this, one bad photo decides how well a person is recognised. */
const ENOUGH_TAGS = 2;
/** More than anyone corrects at a time. */
const MAX_DOUBTFUL = 5;
const MAX_LOST = 5;
const MAX_PAIRS = 3;
const MAX_NAMES_SHOWN = 3;
/** How long the list of people may be: less when the whole would be more than Slack takes. */
const PEOPLE_LIMITS = [MAX_SECTION_TEXT, 1200, 500];

/** Links to the messages with doubtful and lost tags, by photo id; without those that the reader may not see. */
export type PhotoLinks = ReadonlyMap<string, string>;

/** The tags of a report that a person should be led to. */
export function tagsToLink({ measurement, tagDiff }: TrainingReport): readonly { readonly photoId: string }[] {
  return [...(measurement?.evaluation.doubtful ?? []).slice(0, MAX_DOUBTFUL), ...tagDiff.lost.slice(0, MAX_LOST)];
}

/** The report at the end of a training. */
export function buildTrainingReport(report: TrainingReport, links: PhotoLinks = new Map()): PrivateMessage {
  let blocks: KnownBlock[] = [];
  for (const limit of PEOPLE_LIMITS) {
    blocks = reportBlocks(report, links, limit);
    if (sizeOfBlocks(blocks) <= MAX_BLOCKS_BYTES) break;
  }
  const texts = blocks.flatMap((block) => (block.type === 'section' && block.text ? [block.text.text] : []));
  return { text: truncate(texts.join('\n').replaceAll('*', ''), MAX_MESSAGE_TEXT), blocks };
}

function reportBlocks(report: TrainingReport, links: PhotoLinks, peopleLimit: number): KnownBlock[] {
  const { measurement } = report;
  const evaluation = measurement?.evaluation;
  return [
    paragraph(`*${describeResult(report)}*\n${describeNextStep(report)}`),
    ...lostRows(report.tagDiff.lost, links),
    ...doubtfulRows(evaluation?.doubtful ?? [], links),
    ...paragraphs([
      describeConfused(evaluation),
      describeUnusable(report.people),
      describeTooSimilar(evaluation?.people ?? []),
      describeTooFew(report.people),
      describeQuality(measurement),
      describePeople(report, peopleLimit),
    ]),
  ];
}

/** The first line: how many people are recognised now, or that the new model is not in use. */
function describeResult({ people, isPromoted }: TrainingReport): string {
  if (!isPromoted) return 'I kept the old model: the new one recognises fewer faces.';
  const recognised = people.filter(({ tags, unusable = 0 }) => tags > unusable).length;
  return recognised === 0
    ? 'I can’t recognise anyone yet.'
    : `I can now recognise ${count(recognised, 'person', 'people')}.`;
}

/** The second line: what is new, and what to do now. */
function describeNextStep(report: TrainingReport): string {
  if (!report.isPromoted) return describeRejection(report);
  const lost = report.tagDiff.lost.length;
  if (lost > 0) {
    const faces = lost === 1 ? 'that face' : 'those faces';
    return `${count(lost, 'tag')} went missing. Please name ${faces} again and tell your admin.`;
  }
  const changes = describeChanges(report);
  return `${changes === '' ? '' : `${changes} `}Post a photo to see it.`;
}

function lostRows(lost: readonly PhotoTag[], links: PhotoLinks): KnownBlock[] {
  const rows = lost.slice(0, MAX_LOST).map((tag) => row(`Missing: *${nameOf(tag.person)}*`, links.get(tag.photoId)));
  return [...rows, ...andMore(lost.length - rows.length, 'missing tag')];
}

function describeRejection({ measurement, people }: TrainingReport): string {
  const comparison = measurement?.comparison;
  if (comparison === undefined) return `To use the new one anyway, run \`${TRAIN_FACES_COMMAND} promote\`.`;
  const names = new Map(people.map(({ person }) => [person.id, nameOf(person)]));
  const [worst] = comparison.lost;
  const mostly = worst === undefined ? '' : `, mostly of ${names.get(worst[0]) ?? 'one person'}`;
  return (
    `It gets ${comparison.now} of ${comparison.faces} known faces right; the old one gets ${comparison.before}${mostly}. ` +
    `Usually a face has the wrong name: fix it, then run \`${TRAIN_FACES_COMMAND}\` again. ` +
    `To use the new one anyway, run \`${TRAIN_FACES_COMMAND} promote\`.`
  );
}

function describeQuality(measurement: Measurement | undefined): string {
  if (measurement === undefined) {
    return 'This face service can’t test a model, so I use cautious standard thresholds.';
  }
  const { evaluation, evaluationBefore, falsePositiveIdentificationRate: falsePositiveRate } = measurement;
  const recall = recallOf(evaluation);
  if (recall === undefined) {
    return 'I can’t measure this yet: I need at least one person named in two photos.';
  }
  const precision = precisionOf(evaluation);
  const recallBefore = evaluationBefore && recallOf(evaluationBefore);
  const before = recallBefore === undefined ? '' : `, ${percentOf(recallBefore)} last time`;
  const wrong = evaluation.falsePositives === 0 ? 'no wrong names' : count(evaluation.falsePositives, 'wrong name');
  const shares = [
    `recall ${percentOf(recall)}${before}`,
    ...(precision === undefined ? [] : [`precision ${percentOf(precision)}`]),
  ];
  const strangers = Math.max(1, Math.round(falsePositiveRate * 1000));
  return (
    `*Tested on your own tags:* ${evaluation.truePositives} of ${evaluation.total} recognised, ${wrong} (${shares.join('; ')}). ` +
    `I’d mistake about ${count(strangers, 'stranger')} in 1,000 for someone here.`
  );
}

function describePeople({ people, previousAt, measurement }: TrainingReport, limit: number): string {
  const evaluations = new Map(measurement?.evaluation.people.map((evaluation) => [evaluation.person.id, evaluation]));
  const lines = people.map(({ person, tags, tagsBefore }) => {
    const change = tagsBefore === undefined ? 'new' : tags === tagsBefore ? '' : signed(tags - tagsBefore);
    const since = previousAt === undefined || change === '' ? '' : ` (${change})`;
    return `• ${nameOf(person)}: ${count(tags, 'tag')}${since}${describePersonEvaluation(evaluations.get(person.id))}`;
  });
  return joinWithin(lines, limit, (left) => `… and ${count(left, 'more person', 'more people')}.`);
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

/** Tags that are no use for training, and the people who stay unknown. */
function describeUnusable(people: readonly PersonTraining[]): string {
  const unusable = people.reduce((sum, each) => sum + (each.unusable ?? 0), 0);
  if (unusable === 0) return '';
  const unknown = people.filter((each) => each.unusable === each.tags).map(({ person }) => nameOf(person));
  const left =
    unknown.length === 0 ? '' : ` I can’t recognise ${shortList(unknown)} yet: name them in a clearer photo.`;
  const faces = unusable === 1 ? 'the face is' : 'the faces are';
  return `I can’t learn from ${count(unusable, 'tag')}: ${faces} too small, too blurred or turned too far.${left}`;
}

function describeChanges({ people, gone, previousAt }: TrainingReport): string {
  if (previousAt === undefined) return '';
  const fresh = people.filter(({ tagsBefore }) => tagsBefore === undefined).length;
  const before = people.reduce((sum, { tagsBefore = 0 }) => sum + tagsBefore, 0);
  const now = people.reduce((sum, { tags }) => sum + tags, 0);
  const changes = [
    ...(fresh > 0 ? [count(fresh, 'new person', 'new people')] : []),
    ...(now > before ? [count(now - before, 'more tag')] : []),
    ...(now < before ? [count(before - now, 'fewer tag', 'fewer tags')] : []),
    ...(gone.length > 0 ? [`${shortList(gone.map(nameOf))} removed`] : []),
  ];
  return changes.length === 0 ? 'Nothing new since last time.' : `New since last time: ${listAll(changes)}.`;
}

function describeTooFew(people: readonly PersonTraining[]): string {
  const few = people.filter(({ tags }) => tags < ENOUGH_TAGS).map(({ person }) => nameOf(person));
  if (few.length === 0) return '';
  return `One more photo each would make me surer of ${shortList(few)}.`;
}

function describeTooSimilar(evaluations: readonly PersonEvaluation[]): string {
  const similar = evaluations.filter(({ tooSimilar }) => tooSimilar).map(({ person }) => nameOf(person));
  if (similar.length === 0) return '';
  const photos = similar.length === 1 ? 'this person’s photos are' : 'these people’s photos are';
  return `I can’t tell yet how well I know ${shortList(similar)}: ${photos} nearly identical. Tag one from another day.`;
}

function describeConfused(evaluation: EvaluationReport | undefined): string {
  const pairs = (evaluation?.confused ?? [])
    .slice(0, MAX_PAIRS)
    .map(({ people: [one, other], faces }) => `${nameOf(one)} and ${nameOf(other)} (${count(faces, 'face')})`);
  return pairs.length === 0
    ? ''
    : `These people look alike to me: ${pairs.join('; ')}. Same person? Merge them in App Home.`;
}

function doubtfulRows(doubtful: readonly DoubtfulTag[], links: PhotoLinks): KnownBlock[] {
  if (doubtful.length === 0) return [];
  const rows = doubtful
    .slice(0, MAX_DOUBTFUL)
    .map(({ photoId, tagged, looksLike }) =>
      row(`Tagged *${nameOf(tagged)}*, but looks like *${nameOf(looksLike)}*`, links.get(photoId)),
    );
  return [
    paragraph('*Please check*'),
    ...rows,
    ...andMore(doubtful.length - rows.length, 'tag to check', 'tags to check'),
  ];
}

function andMore(left: number, one: string, many?: string): KnownBlock[] {
  return left > 0 ? [paragraph(`… and ${count(left, `more ${one}`, many && `more ${many}`)}.`)] : [];
}

/** @param link to the message with the photo; without one there is no button. */
function row(text: string, link: string | undefined): SectionBlock {
  const accessory = link === undefined ? undefined : button(SEE_PHOTO_ACTION, WORDING.seePhoto, { url: link });
  return section(truncate(text, MAX_SECTION_TEXT), accessory);
}

function paragraphs(texts: readonly string[]): KnownBlock[] {
  return texts.filter((text) => text !== '').map(paragraph);
}

function paragraph(text: string): SectionBlock {
  return section(truncate(text, MAX_SECTION_TEXT));
}

function nameOf(person: Person): string {
  return escapeMrkdwn(person.name);
}

/** All of them is 100%, almost all is not. */
function percentOf(share: number): string {
  return share === 1 ? '100%' : percent(share);
}

/** "Ada, Ben, Cleo and 8 others". */
function shortList(names: readonly string[]): string {
  const shown = names.length > MAX_NAMES_SHOWN + 1 ? names.slice(0, MAX_NAMES_SHOWN) : names;
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} others` : listAll(shown);
}

/** As many lines as fit, and the number of the rest. */
function joinWithin(lines: readonly string[], limit: number, describeRest: (left: number) => string): string {
  const reserve = 60;
  let text = '';
  for (const [index, line] of lines.entries()) {
    const next = index === 0 ? line : `${text}\n${line}`;
    if (next.length > limit - reserve) return `${text}\n${describeRest(lines.length - index)}`;
    text = next;
  }
  return text;
}

function signed(difference: number): string {
  return difference > 0 ? `+${difference}` : `−${-difference}`;
}
