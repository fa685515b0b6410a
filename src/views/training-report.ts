import type { KnownBlock, SectionBlock } from '@slack/types';
import {
  type DoubtfulTag,
  type PersonCard,
  precisionOf,
  type ReportCard,
  recallOf,
} from '../faces/evaluation-report.js';
import type { GivenTag, Person, PersonTraining } from '../faces/model.js';
import type { Measurement, TrainingReport } from '../faces/training-report.js';
import { SEE_PHOTO_ACTION, TRAIN_FACES_COMMAND } from './ids.js';
import { MAX_BLOCKS_BYTES, MAX_MESSAGE_TEXT, MAX_SECTION_TEXT, sizeOfBlocks } from './limits.js';
import { escapeMrkdwn, localTime, truncate } from './mrkdwn.js';
import type { PrivateMessage } from './training.js';
import { count, list, percent, WORDING } from './wording.js';

/** With fewer tags than this, one bad photo decides who somebody is taken for. */
const ENOUGH_TAGS = 2;
/** Nobody puts more right at a time, and the report stays short. */
const MAX_DOUBTFUL = 5;
const MAX_LOST = 5;
const MAX_PAIRS = 3;
/** How long the list of people may be: less when the whole would be more than Slack takes. */
const PEOPLE_LIMITS = [MAX_SECTION_TEXT, 1200, 500];

/** Where the photos of doubtful and lost tags are, by photo id: links to messages. Those nobody may see are left out. */
export type PhotoLinks = ReadonlyMap<string, string>;

/** The tags of a report that a person should be led to. */
export function tagsToLink({ measurement, tagsKept }: TrainingReport): readonly { readonly photoId: string }[] {
  return [...(measurement?.card.doubtful ?? []).slice(0, MAX_DOUBTFUL), ...tagsKept.lost.slice(0, MAX_LOST)];
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
  const card = measurement?.card;
  return [
    section(`*${describeEnd(report)}*\n${describeKept(report)}`),
    ...lostRows(report.tagsKept.lost, links),
    ...paragraphs([
      describeHeldBack(report),
      describeQuality(measurement),
      describePeople(report, peopleLimit),
      describeChanges(report),
      describeTooFew(report.people),
      describeFlawed(report.people),
      describeTooSimilar(card?.people ?? []),
      describeConfused(card),
    ]),
    ...doubtfulRows(card?.doubtful ?? [], links),
  ];
}

function describeEnd({ people, isPromoted, tookMs }: TrainingReport): string {
  const taught = people.map(({ tags, flawed = 0 }) => tags - flawed).filter((tags) => tags > 0);
  const tags = taught.reduce((sum, each) => sum + each, 0);
  const what =
    taught.length === 0 ? 'nobody yet' : `${count(taught.length, 'person', 'people')} from ${count(tags, 'tag')}`;
  return isPromoted
    ? `Training is done: I know ${what}. It took ${duration(tookMs)}.`
    : `I trained with ${what}, but the new model is worse than the one in use, which stays. It took ${duration(tookMs)}.`;
}

function describeKept({ tagsKept: { before, kept, changed, lost } }: TrainingReport): string {
  const why = changed > 0 ? ` ${count(changed, 'was', 'were')} changed or taken back meanwhile.` : '';
  const loss =
    lost.length > 0
      ? ` I miss ${count(lost.length, 'tag')}, and do not know of anybody who took ${lost.length === 1 ? 'it' : 'them'} back: please name ${lost.length === 1 ? 'that face' : 'those faces'} again, and tell whoever runs me.`
      : '';
  return `${kept} of ${before} tags kept.${why}${loss}`;
}

function lostRows(lost: readonly GivenTag[], links: PhotoLinks): KnownBlock[] {
  const rows = lost.slice(0, MAX_LOST).map((tag) => row(`Lost: *${nameOf(tag.person)}*`, links.get(tag.photoId)));
  return [...rows, ...andMore(lost.length - rows.length, 'lost tag')];
}

function describeHeldBack({ isPromoted, measurement, people }: TrainingReport): string {
  const comparison = measurement?.comparison;
  if (isPromoted || comparison === undefined) return '';
  const names = new Map(people.map(({ person }) => [person.id, nameOf(person)]));
  const [worst] = comparison.lost;
  const mostly = worst === undefined ? '' : `, most of all for ${names.get(worst[0]) ?? 'somebody'} (${worst[1]} lost)`;
  return (
    `Of ${count(comparison.faces, 'face')} that both know, the model in use names ${comparison.before} rightly, and the new one ` +
    `only ${comparison.now}${mostly}. A wrong name on some faces is the usual cause: put it right where it happened, and run ` +
    `\`${TRAIN_FACES_COMMAND}\` again. \`${TRAIN_FACES_COMMAND} promote\` uses the new model all the same.`
  );
}

function describeQuality(measurement: Measurement | undefined): string {
  if (measurement === undefined) {
    return 'The face service does not measure models, so I cannot say how good this one is. I name by the lines that suit such scores in general.';
  }
  const { card, cardBefore, falsePositiveIdentificationRate: falsePositiveRate } = measurement;
  const recall = recallOf(card);
  if (recall === undefined) {
    return 'How good this is I can only try with people who are named on two photos or more, and there is nobody yet.';
  }
  const precision = precisionOf(card);
  const recallBefore = cardBefore && recallOf(cardBefore);
  const before = recallBefore === undefined ? '' : `, ${percentOf(recallBefore)} the last time`;
  const wrong =
    precision === undefined
      ? ''
      : ` ${card.wrong === 0 ? 'None' : card.wrong} ${card.wrong > 1 ? 'were' : 'was'} given a wrong name (precision ${percentOf(precision)}).`;
  return (
    `*How well I know them:* taking each face as if nobody had named it, I name ${card.right} of ${card.tried} ` +
    `(recall ${percentOf(recall)}${before}).${wrong} Of 1000 strangers I expect to name ${falsePositiveRate <= 0.001 ? 'one at most' : `about ${Math.round(falsePositiveRate * 1000)}`}.`
  );
}

function describePeople({ people, previousAt, measurement }: TrainingReport, limit: number): string {
  const cards = new Map(measurement?.card.people.map((card) => [card.person.id, card]));
  const lines = people.map(({ person, tags, tagsBefore }) => {
    const change = tagsBefore === undefined ? 'new' : tags === tagsBefore ? '' : signed(tags - tagsBefore);
    const since = previousAt === undefined || change === '' ? '' : ` (${change})`;
    return `• ${nameOf(person)}: ${count(tags, 'tag')}${since}${describeCard(cards.get(person.id))}`;
  });
  return joinWithin(lines, limit, (left) => `… and ${count(left, 'more person', 'more people')}.`);
}

function describeCard(card: PersonCard | undefined): string {
  if (card === undefined || card.tried === 0) return '';
  const mistaken =
    card.mistakenFor > 0 ? `, ${count(card.mistakenFor, 'other face', 'other faces')} mistaken for them` : '';
  const [recall, precision] = [recallOf(card), precisionOf({ right: card.right, wrong: card.mistakenFor })];
  const shares = [
    ...(recall === undefined ? [] : [`recall ${percentOf(recall)}`]),
    ...(precision === undefined ? [] : [`precision ${percentOf(precision)}`]),
  ];
  return `, ${card.right} of ${card.tried} recognised${mistaken} (${shares.join(', ')})`;
}

/** Tags that taught nothing, and whom that leaves unknown. */
function describeFlawed(people: readonly PersonTraining[]): string {
  const flawed = people.reduce((sum, each) => sum + (each.flawed ?? 0), 0);
  if (flawed === 0) return '';
  const unknown = people.filter((each) => each.flawed === each.tags).map(({ person }) => nameOf(person));
  const left =
    unknown.length === 0 ? '' : ` So I cannot recognise ${shortList(unknown)} yet: name them on a better photo.`;
  const faces = flawed === 1 ? 'a face that is' : 'faces that are';
  return `Not learned from: ${count(flawed, 'tag')} on ${faces} too small, too blurred or turned too far.${left}`;
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
    ...(gone.length > 0 ? [`nobody is named ${shortList(gone.map(nameOf))} any more`] : []),
  ];
  return `Since the training of ${localTime(previousAt)}: ${changes.length === 0 ? 'no change' : list(changes)}.`;
}

function describeTooFew(people: readonly PersonTraining[]): string {
  const few = people.filter(({ tags }) => tags < ENOUGH_TAGS).map(({ person }) => nameOf(person));
  if (few.length === 0) return '';
  return `Too few tags to be reliable: ${shortList(few)}. Name them on at least ${ENOUGH_TAGS} different photos.`;
}

function describeTooSimilar(cards: readonly PersonCard[]): string {
  const similar = cards.filter(({ tooSimilar }) => tooSimilar).map(({ person }) => nameOf(person));
  if (similar.length === 0) return '';
  return `Photos too much alike to learn from: ${shortList(similar)}. Name them on a photo of another day.`;
}

function describeConfused(card: ReportCard | undefined): string {
  const pairs = (card?.confused ?? [])
    .slice(0, MAX_PAIRS)
    .map(({ people: [one, other], faces }) => `${nameOf(one)} and ${nameOf(other)} (${count(faces, 'face')})`);
  return pairs.length === 0 ? '' : `Easily confused: ${pairs.join('; ')}.`;
}

function doubtfulRows(doubtful: readonly DoubtfulTag[], links: PhotoLinks): KnownBlock[] {
  if (doubtful.length === 0) return [];
  const rows = doubtful
    .slice(0, MAX_DOUBTFUL)
    .map(({ photoId, tagged, looksLike }) =>
      row(`A face tagged *${nameOf(tagged)}* looks like *${nameOf(looksLike)}*`, links.get(photoId)),
    );
  return [
    section('*Tags that look wrong*'),
    ...rows,
    ...andMore(doubtful.length - rows.length, 'tag that looks wrong', 'tags that look wrong'),
  ];
}

function andMore(left: number, one: string, many?: string): KnownBlock[] {
  return left > 0 ? [section(`… and ${count(left, `more ${one}`, many && `more ${many}`)}.`)] : [];
}

/** @param link to the message with the photo; without one there is no button. */
function row(text: string, link: string | undefined): SectionBlock {
  if (link === undefined) return section(text);
  return {
    ...section(text),
    accessory: {
      type: 'button',
      action_id: SEE_PHOTO_ACTION,
      text: { type: 'plain_text', text: WORDING.seePhoto },
      url: link,
    },
  };
}

function paragraphs(texts: readonly string[]): KnownBlock[] {
  return texts.filter((text) => text !== '').map(section);
}

function section(text: string): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: truncate(text, MAX_SECTION_TEXT) } };
}

function nameOf(person: Person): string {
  return escapeMrkdwn(person.name);
}

/** All of them is 100 %, almost all is not. */
function percentOf(share: number): string {
  return share === 1 ? '100 %' : percent(share);
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 10);
  return names.length > shown.length ? `${shown.join(', ')} and ${names.length - shown.length} more` : list(shown);
}

/** As many lines as fit, and a word about the rest. */
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

function duration(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
