import type { Button, KnownBlock, SectionBlock } from '@slack/types';
import type { ConfusedPair, DoubtfulTag } from '../faces/evaluation-report.js';
import { memberOfPerson } from '../faces/ids.js';
import type { Person, PhotoTag } from '../faces/model.js';
import type { TrainingReport } from '../faces/training-report.js';
import { button, MAX_SECTION_TEXT, plain, section } from './blocks.js';
import { nameOf, shortName } from './describe-training.js';
import { SEPARATOR } from './packed.js';
import { count, truncate } from './text.js';
import { WORDING } from './wording/general.js';
import { TRAINING_WORDING } from './wording/training.js';

/** A link to a message. */
export const SEE_PHOTO_ACTION = 'see_photo';
/** "Merge" in a training report. Its value is of packMergeRef. */
export const MERGE_PAIR_ACTION = 'merge_pair';

/** Two people of a training report who look like one person. */
export interface MergeRef {
  /** The report the button is in. */
  readonly reportId: string;
  readonly personId: string;
  /** Whom they are merged into. */
  readonly intoId: string;
}

/** The value of a button that merges two people. */
function packMergeRef({ reportId, personId, intoId }: MergeRef): string {
  return [reportId, personId, intoId].join(SEPARATOR);
}

/** Reads a value of {@link packMergeRef}; undefined for any other. */
export function readMergeRef(value: string): MergeRef | undefined {
  const [reportId, personId, intoId] = value.split(SEPARATOR);
  return reportId && personId && intoId ? { reportId, personId, intoId } : undefined;
}

/** The rows of a training report that ask for something: tags that are missing or look wrong, and people who look like one. */

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

/** How many of each are shown. */
export interface RowLimits {
  readonly pairs: number;
  readonly doubtful: number;
  readonly lost: number;
}

/** Tags that went missing. */
export function lostRows(lost: readonly PhotoTag[], links: PhotoLinks, limit: number): KnownBlock[] {
  const rows = lost.slice(0, limit).map((tag) => row(`Missing: *${nameOf(tag.person)}*`, links.get(tag.photoId)));
  return [...rows, ...andMore(lost.length - rows.length, 'missing tag')];
}

/** People who look like one person, and tags that look wrong. */
export function rowsToCheck({ id, report, links, merged }: ShownReport, limits: RowLimits): KnownBlock[] {
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
  const merge = button(MERGE_PAIR_ACTION, TRAINING_WORDING.merge, {
    value: packMergeRef({ reportId: id, personId: from.id, intoId: into.id }),
    accessibility_label: `Merge ${shortName(from)} into ${shortName(into)}`,
    confirm: {
      title: plain(TRAINING_WORDING.mergeTitle),
      text: plain(mergeMeans(from, into)),
      confirm: plain(TRAINING_WORDING.merge),
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

export function paragraph(text: string): SectionBlock {
  return section(truncate(text, MAX_SECTION_TEXT));
}
