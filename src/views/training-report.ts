import type { ActionsBlock, KnownBlock, ModalView } from '@slack/types';
import type { TrainingReport } from '../faces/training-report.js';
import { button, MAX_BLOCKS_BYTES, MAX_MESSAGE_TEXT, plain, section, sizeOfBlocks } from './blocks.js';
import { TRAIN_FACES_COMMAND } from './commands.js';
import {
  describeMeasures,
  describePeople,
  describeQuality,
  describeTooFew,
  describeTooSimilar,
  describeUnknown,
  describeUnusable,
  nameOf,
  shortList,
} from './describe-training.js';
import { count, listAll, truncate } from './text.js';
import type { PrivateMessage } from './training.js';
import { lostRows, paragraph, type RowLimits, rowsToCheck, type ShownReport } from './training-checks.js';
import { WORDING } from './wording/general.js';
import { TRAINING_WORDING } from './wording/training.js';

/** "Details" of a training report. Its value is the report's id. */
export const TRAINING_DETAILS_ACTION = 'training_details';

/** At most this many of each are shown: more than anyone corrects at a time. With very long names, fewer fit. */
const MAX_PAIRS = 3;
const MAX_DOUBTFUL = 5;
const MAX_LOST = 5;
const FEWER = 2;

/** The photos of a report that get a link. */
export function photosToLink({ measurement, tagDiff }: TrainingReport): readonly string[] {
  const { confused = [], doubtful = [] } = measurement?.evaluation ?? {};
  return [
    ...confused.slice(0, MAX_PAIRS).flatMap(({ photoIds }) => photoIds),
    ...[...doubtful.slice(0, MAX_DOUBTFUL), ...tagDiff.lost.slice(0, MAX_LOST)].map(({ photoId }) => photoId),
  ];
}

/** The report at the end of a training: what was learned, what to check, and how good it is. */
export function buildTrainingReport(shown: ShownReport): PrivateMessage {
  const whole = reportBlocks(shown, { pairs: MAX_PAIRS, doubtful: MAX_DOUBTFUL, lost: MAX_LOST });
  const isTooLong = sizeOfBlocks(whole) > MAX_BLOCKS_BYTES;
  const blocks = isTooLong ? reportBlocks(shown, { pairs: FEWER, doubtful: FEWER, lost: FEWER }) : whole;
  const texts = blocks.flatMap((block) => (block.type === 'section' && block.text ? [block.text.text] : []));
  return { text: truncate(texts.join('\n').replaceAll('*', ''), MAX_MESSAGE_TEXT), blocks };
}

/** A modal with a message about a training. */
export function buildTrainingModal({ text, blocks = [section(text)] }: PrivateMessage): ModalView {
  return { type: 'modal', title: plain(TRAINING_WORDING.title), close: plain(WORDING.close), blocks };
}

/** Everything else that was measured, behind "Details". */
export function buildTrainingDetails(report: TrainingReport): ModalView {
  const { people, measurement } = report;
  return {
    type: 'modal',
    title: plain(TRAINING_WORDING.details),
    close: plain(WORDING.close),
    blocks: paragraphs([
      describeQuality(measurement),
      describeMeasures(measurement),
      describeUnusable(people),
      describeOneNetwork(measurement?.tagsOfOneNetwork ?? 0),
      describeTooSimilar(measurement?.evaluation.people ?? []),
      ...describePeople(report),
    ]),
  };
}

function reportBlocks(shown: ShownReport, limits: RowLimits): KnownBlock[] {
  const { id, report, links } = shown;
  const details: ActionsBlock = {
    type: 'actions',
    elements: [button(TRAINING_DETAILS_ACTION, TRAINING_WORDING.details, { value: id })],
  };
  return [
    paragraph(`*${describeResult(report)}*\n${describeNextStep(report)}`),
    ...lostRows(report.tagDiff.lost, links, limits.lost),
    ...rowsToCheck(shown, limits),
    ...paragraphs([describeQuality(report.measurement), describeUnknown(report.people), describeTooFew(report.people)]),
    details,
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

/** Tags from before there was a second network. */
function describeOneNetwork(tags: number): string {
  if (tags === 0) return '';
  const faces = tags === 1 ? 'that face' : 'those faces';
  return (
    `${count(tags, 'tag is', 'tags are')} from before I learned to compare faces in a second way, so I’m more cautious with ${faces}. ` +
    'Tagging the same person in a new photo helps.'
  );
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

function paragraphs(texts: readonly string[]): KnownBlock[] {
  return texts.filter((text) => text !== '').map(paragraph);
}
