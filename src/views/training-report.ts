import type { ActionsBlock, Button, KnownBlock, ModalView, SectionBlock } from '@slack/types';
import type { ConfusedPair, DoubtfulTag } from '../faces/evaluation-report.js';
import { memberOfPerson } from '../faces/ids.js';
import type { Person, PhotoTag } from '../faces/model.js';
import type { TrainingReport } from '../faces/training-report.js';
import {
  button,
  MAX_BLOCKS_BYTES,
  MAX_MESSAGE_TEXT,
  MAX_SECTION_TEXT,
  plain,
  section,
  sizeOfBlocks,
} from './blocks.js';
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
  shortName,
} from './describe-training.js';
import {
  MERGE_PAIR_ACTION,
  packMergeRef,
  SEE_PHOTO_ACTION,
  TRAIN_FACES_COMMAND,
  TRAINING_DETAILS_ACTION,
} from './ids.js';
import { count, listAll, truncate } from './text.js';
import type { PrivateMessage } from './training.js';
import { WORDING } from './wording.js';

/** At most this many of each are shown: more than anyone corrects at a time. With very long names, fewer fit. */
const MAX_PAIRS = 3;
const MAX_DOUBTFUL = 5;
const MAX_LOST = 5;
const FEWER = 2;

/** Links to the messages with photos to check, by photo id. Only those the reader may see. */
export type PhotoLinks = ReadonlyMap<string, string>;

/** A report as one person sees it. */
export interface ShownReport {
  /** Of the report, for its buttons. */
  readonly id: string;
  readonly report: TrainingReport;
  readonly links: PhotoLinks;
  /** Ids of people of the report who were merged into another since. */
  readonly merged: ReadonlySet<string>;
}

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
  return { type: 'modal', title: plain(WORDING.homeTraining), close: plain(WORDING.close), blocks };
}

/** Everything else that was measured, behind "Details". */
export function buildTrainingDetails(report: TrainingReport): ModalView {
  const { people, measurement } = report;
  return {
    type: 'modal',
    title: plain(WORDING.trainingDetails),
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

/** How many of each are shown. */
interface Limits {
  readonly pairs: number;
  readonly doubtful: number;
  readonly lost: number;
}

function reportBlocks(shown: ShownReport, limits: Limits): KnownBlock[] {
  const { id, report, links } = shown;
  const details: ActionsBlock = {
    type: 'actions',
    elements: [button(TRAINING_DETAILS_ACTION, WORDING.trainingDetails, { value: id })],
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

function lostRows(lost: readonly PhotoTag[], links: PhotoLinks, limit: number): KnownBlock[] {
  const rows = lost.slice(0, limit).map((tag) => row(`Missing: *${nameOf(tag.person)}*`, links.get(tag.photoId)));
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

/** People who look like one person, and tags that look wrong. */
function rowsToCheck({ id, report, links, merged }: ShownReport, limits: Limits): KnownBlock[] {
  const { confused = [], doubtful = [] } = report.measurement?.evaluation ?? {};
  const pairs = confused.slice(0, limits.pairs);
  const allTags = doubtful.filter((tag) => !isAboutMerged(tag, merged));
  const tags = allTags.slice(0, limits.doubtful);
  if (pairs.length + tags.length === 0) return [];
  const toCheck = pairs.filter(({ people }) => !people.some((person) => merged.has(person.id))).length + allTags.length;
  return [
    paragraph(toCheck === 0 ? '*Nothing left to check*' : `*${count(toCheck, 'thing')} to check*`),
    ...pairs.flatMap((pair) => pairRows(pair, { id, report, links, merged })),
    ...tags.map(({ photoId, tagged, looksLike }) =>
      row(`Tagged *${nameOf(tagged)}*, but looks like *${nameOf(looksLike)}*`, links.get(photoId)),
    ),
    ...andMore(allTags.length - tags.length, 'tag to check', 'tags to check'),
  ];
}

function isAboutMerged({ tagged, looksLike }: DoubtfulTag, merged: ReadonlySet<string>): boolean {
  return merged.has(tagged.id) || merged.has(looksLike.id);
}

function pairRows({ people, photoIds }: ConfusedPair, { id, report, links, merged }: ShownReport): KnownBlock[] {
  const { from, into } = whoIsMerged(people, report);
  if (merged.has(from.id)) {
    return [paragraph(`*${nameOf(from)}* now counts as *${nameOf(into)}*. You can split them in App Home.`)];
  }
  if (merged.has(into.id)) return [];
  const merge = button(MERGE_PAIR_ACTION, WORDING.merge, {
    value: packMergeRef({ reportId: id, personId: from.id, intoId: into.id }),
    accessibility_label: `Merge ${shortName(from)} into ${shortName(into)}`,
    confirm: {
      title: plain(WORDING.mergeTitle),
      text: plain(mergeMeans(from, into)),
      confirm: plain(WORDING.merge),
      deny: plain(WORDING.cancel),
    },
  });
  const photos = people.flatMap((person, index): Button[] => {
    const url = links.get(photoIds[index] ?? '');
    return url === undefined ? [] : [button(`${SEE_PHOTO_ACTION}:${index}`, `See ${shortName(person)}`, { url })];
  });
  const [one, other] = people;
  return [
    paragraph(`*${nameOf(one)}* and *${nameOf(other)}* look like the same person.`),
    { type: 'actions', elements: [merge, ...photos] },
  ];
}

/** Someone with an account keeps it. Otherwise the one with fewer tags is merged into the other. */
function whoIsMerged([one, other]: readonly [Person, Person], { people }: TrainingReport) {
  const tags = new Map(people.map((each) => [each.person.id, each.tags]));
  const weight = ({ id }: Person) =>
    (memberOfPerson(id) === undefined ? 0 : Number.MAX_SAFE_INTEGER / 2) + (tags.get(id) ?? 0);
  return weight(one) < weight(other) ? { from: one, into: other } : { from: other, into: one };
}

function mergeMeans(from: Person, into: Person): string {
  return `${shortName(from)} then counts as ${shortName(into)}. You can split them later in App Home.`;
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
