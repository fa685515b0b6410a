import type { KnownBlock, SectionBlock } from '@slack/types';
import type { DoubtfulTag } from '../faces/evaluation-report.js';
import type { PhotoTag } from '../faces/model.js';
import type { TrainingReport } from '../faces/training-report.js';
import { button, MAX_MESSAGE_TEXT, MAX_SECTION_TEXT, section } from './blocks.js';
import {
  describeConfused,
  describePeople,
  describeQuality,
  describeTooFew,
  describeTooSimilar,
  describeUnusable,
  nameOf,
  shortList,
} from './describe-training.js';
import { SEE_PHOTO_ACTION, TRAIN_FACES_COMMAND } from './ids.js';
import { count, listAll, truncate } from './text.js';
import type { PrivateMessage } from './training.js';
import { WORDING } from './wording.js';

/** At most this many of each are shown: more than anyone corrects at a time. */
const MAX_DOUBTFUL = 5;
const MAX_LOST = 5;

/** Links to the messages with doubtful and lost tags, by photo id. Only those the reader may see. */
export type PhotoLinks = ReadonlyMap<string, string>;

/** The tags of a report that get a link. */
export function tagsToLink({ measurement, tagDiff }: TrainingReport): readonly { readonly photoId: string }[] {
  return [...(measurement?.evaluation.doubtful ?? []).slice(0, MAX_DOUBTFUL), ...tagDiff.lost.slice(0, MAX_LOST)];
}

/** The report at the end of a training. */
export function buildTrainingReport(report: TrainingReport, links: PhotoLinks = new Map()): PrivateMessage {
  const blocks = reportBlocks(report, links);
  const texts = blocks.flatMap((block) => (block.type === 'section' && block.text ? [block.text.text] : []));
  return { text: truncate(texts.join('\n').replaceAll('*', ''), MAX_MESSAGE_TEXT), blocks };
}

function reportBlocks(report: TrainingReport, links: PhotoLinks): KnownBlock[] {
  const { measurement } = report;
  const evaluation = measurement?.evaluation;
  return [
    paragraph(`*${describeResult(report)}*\n${describeNextStep(report)}`),
    ...lostRows(report.tagDiff.lost, links),
    ...doubtfulRows(evaluation?.doubtful ?? [], links),
    ...paragraphs([
      describeConfused(evaluation),
      describeUnusable(report.people),
      describeOneNetwork(measurement?.tagsOfOneNetwork ?? 0),
      describeTooSimilar(evaluation?.people ?? []),
      describeTooFew(report.people),
      describeQuality(measurement),
      describePeople(report),
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

/** Tags from before there was a second network. */
function describeOneNetwork(tags: number): string {
  if (tags === 0) return '';
  const faces = tags === 1 ? 'that face' : 'those faces';
  return (
    `${count(tags, 'tag is', 'tags are')} from before I learned to compare faces in a second way, so I’m more cautious with ${faces}. ` +
    'A tag on a new photo of the same person helps.'
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

/** @param link to the message with the photo. Undefined: no button. */
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
