import type { ActionsBlock, KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { button, picture, plain, section } from './blocks.js';
import { FIND_PHOTOS_COMMAND } from './commands.js';
import { taggerFor } from './face-row.js';
import { pageButtons } from './page-buttons.js';
import { count, escapeMrkdwn, listAll, listAny, localTime, mention, placeOf } from './text.js';
import { WORDING } from './wording/general.js';
import { PHOTOS_WORDING } from './wording/photos.js';

/** Searches again for one of several people. Its value is the text of the search. */
export const FIND_PHOTOS_ACTION = 'find_photos';
/** Followed by the target page. */
export const PHOTOS_PAGE_ACTION = 'photos_page';

/** A photo of a search, as far as it is known. */
export interface ShownPhoto {
  readonly channelId: string;
  /** `ts` of its message. */
  readonly messageTs: string;
  /** Those on it whose names are known, the ones looked for first. */
  readonly names: readonly string[];
  /** How many other faces are on it. */
  readonly others: number;
  /** Who tagged the person looked for, if it is one and someone did. */
  readonly taggedBy: string | undefined;
  /** The address of the message; undefined if Slack gives none. */
  readonly link: string | undefined;
  /** Slack file of a picture of their faces; undefined if there is none. */
  readonly faceFileId: string | undefined;
}

/** What is looked for: the photos of a person, or what someone typed. */
export type PhotoSearch =
  | { readonly kind: 'person'; readonly personId: string }
  | { readonly kind: 'query'; readonly text: string };

/** A page of a search. */
export interface PhotosPage {
  readonly search: PhotoSearch;
  /** From 0. */
  readonly page: number;
}

export const PHOTOS_PER_PAGE = 10;

interface FoundPhotos extends PhotosPage {
  /** Of the page, newest first. */
  readonly photos: readonly ShownPhoto[];
  /** How many were found. */
  readonly all: number;
  /** What was looked for, such as "*Ada* and *Ben*". mrkdwn. */
  readonly heading: string;
  readonly viewerId: string;
}

/** One page of photos that were found. */
export function buildFoundPhotos(content: FoundPhotos): ModalView {
  const { all, heading, photos, page, search, viewerId } = content;
  const pages = Math.max(1, Math.ceil(all / PHOTOS_PER_PAGE));
  const first = `${heading}\n${all === 0 ? PHOTOS_WORDING.none : `${count(all, 'photo')} in conversations you’re in.`}`;
  return {
    ...notice([
      section(first),
      ...photos.map((photo) => photoRow(photo, viewerId)),
      ...pageButtons({ page, pages, action: PHOTOS_PAGE_ACTION, before: WORDING.back, after: WORDING.more }),
    ]),
    private_metadata: JSON.stringify({ search, page }),
  };
}

const pageSchema = z.object({
  search: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('person'), personId: z.string() }),
    z.object({ kind: z.literal('query'), text: z.string() }),
  ]),
  page: z.number(),
});

/** Reads the `private_metadata` of {@link buildFoundPhotos}. @throws ZodError */
export function readPhotosPage(metadata: string): PhotosPage {
  return pageSchema.parse(JSON.parse(metadata));
}

/** While the photos are being found, or if they cannot be. */
export function buildPhotosNotice(text: string): ModalView {
  return notice([section(text)]);
}

function notice(blocks: ModalView['blocks']): ModalView {
  return { type: 'modal', title: plain(PHOTOS_WORDING.title), close: plain(WORDING.close), blocks };
}

function photoRow({ channelId, messageTs, names, others, taggedBy, link, faceFileId }: ShownPhoto, viewerId: string) {
  const who = [...names.map((name) => `*${escapeMrkdwn(name)}*`), ...(others === 0 ? [] : [otherFaces(others, names)])];
  const when = `${localTime(new Date(Number(messageTs) * 1000))} in ${placeOf(channelId)}`;
  const lines = [
    listAll(who),
    when,
    ...(taggedBy === undefined ? [] : [`Named by ${taggerFor(viewerId, taggedBy)}`]),
    ...(link === undefined ? [] : [`<${link}|${WORDING.seePhoto}>`]),
  ];
  const crop = faceFileId === undefined ? undefined : picture(faceFileId, `Photo of ${listAll(names)}`);
  return section(lines.join('\n'), crop);
}

function otherFaces(others: number, names: readonly string[]): string {
  return names.length === 0 ? `${count(others, 'face')} without a name` : count(others, 'other');
}

/** A search as it was understood. Names are plain text. */
export interface DescribedQuery {
  readonly anyOf: readonly (readonly string[])[];
  readonly isOnly: boolean;
  readonly without: readonly string[];
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly channelIds: readonly string[];
  /** Slack user ids. */
  readonly postedBy: readonly string[];
}

/** Says what is looked for: "Photos of only *Ada* and *Ben*, without *Cleo*, since 1 May, in #offsite, posted by @carla". mrkdwn. */
export function describeQuery(query: DescribedQuery): string {
  const bold = (names: readonly string[]) => listAll(names.map((name) => `*${escapeMrkdwn(name)}*`));
  const people = listAnyOf(
    query.anyOf.map(bold),
    query.anyOf.some((names) => names.length > 1),
  );
  const parts = [
    people === '' ? 'Photos' : `Photos of ${query.isOnly ? 'only ' : ''}${people}`,
    ...(query.without.length === 0 ? [] : [`without ${bold(query.without)}`]),
    ...(query.from === undefined ? [] : [`since ${localDay(query.from)}`]),
    ...(query.to === undefined ? [] : [`before ${localDay(query.to)}`]),
    ...(query.channelIds.length === 0 ? [] : [`in ${listAll(query.channelIds.map(placeOf))}`]),
    ...(query.postedBy.length === 0 ? [] : [`posted by ${listAll(query.postedBy.map(mention))}`]),
  ];
  return parts.join(', ');
}

/** "Ada or Ben"; "Ada and Ben, or Cleo", because without the comma one would not see where a group ends. */
function listAnyOf(groups: readonly string[], isAnyOfSeveral: boolean): string {
  return isAnyOfSeveral ? groups.join(', or ') : listAny(groups);
}

function localDay(ms: number): string {
  return `<!date^${Math.floor(ms / 1000)}^{date_long}|${new Date(ms).toISOString().slice(0, 10)}>`;
}

/** What was not understood in a search. Texts are plain. */
export type DescribedProblem =
  | { readonly kind: 'empty' | 'too long' | 'no time' }
  | { readonly kind: 'no name' | 'no date' | 'no channel' | 'no member'; readonly typed: string }
  | {
      readonly kind: 'several people';
      readonly typed: string;
      readonly choices: readonly { readonly person: { readonly name: string }; readonly text: string }[];
    };

/** The longest value of a button. */
const MAX_VALUE = 2000;
/** The longest label of a button that Slack shows in full (docs.slack.dev/reference/block-kit/block-elements/button-element). */
const MAX_LABEL = 75;

/** The private answer to a search that was not understood: what was, what was not, and an example. */
export function buildQueryHelp(
  problems: readonly DescribedProblem[],
  understood: DescribedQuery,
): { readonly text: string; readonly blocks: KnownBlock[] } {
  const isAnyUnderstood =
    understood.anyOf.length + understood.without.length + understood.channelIds.length + understood.postedBy.length >
      0 ||
    understood.from !== undefined ||
    understood.to !== undefined;
  const text = [
    ...problems.map(describeProblem),
    ...(isAnyUnderstood ? [`I understood: ${describeQuery(understood)}.`] : []),
    FIND_EXAMPLES,
  ].join('\n');
  const choices = problems.flatMap((problem) => (problem.kind === 'several people' ? problem.choices : []));
  const buttons = choices
    .filter((choice) => choice.text.length <= MAX_VALUE)
    .slice(0, 5)
    .map((choice, index) =>
      button(`${FIND_PHOTOS_ACTION}:${index}`, choice.person.name.slice(0, MAX_LABEL), { value: choice.text }),
    );
  const actions: ActionsBlock[] = buttons.length === 0 ? [] : [{ type: 'actions', elements: buttons }];
  return { text, blocks: [section(text), ...actions] };
}

function describeProblem(problem: DescribedProblem): string {
  const typed = 'typed' in problem ? escapeMrkdwn(problem.typed) : '';
  switch (problem.kind) {
    case 'empty':
      return 'Whose photos are you looking for?';
    case 'too long':
      return 'That’s too long for me. I read up to 500 characters.';
    case 'no time':
      return 'No time fits all of these dates.';
    case 'no name':
      return `No one called “${typed}” is in a photo you can see.`;
    case 'no date':
      return `I don’t know which date “${typed}” is. Write it like “3 May 2024”, “2024-05-03”, “May” or “last week”.`;
    case 'no channel':
      return `You and I aren’t both in a channel called “${typed}”.`;
    case 'no member':
      return `I don’t know which member “${typed}” is.`;
    case 'several people':
      return `Which “${typed}” do you mean?`;
  }
}

/** mrkdwn */
const FIND_EXAMPLES = [
  `For example: \`${FIND_PHOTOS_COMMAND} Ada and Ben since May\`.`,
  'You can also write “Ada or Ben”, “only Ada”, “without Ben”, “before June”, “in #offsite” and “by @carla”.',
].join('\n');

/** How to search for photos, for the help. mrkdwn. */
export const FIND_USAGE = `• \`${FIND_PHOTOS_COMMAND} Ada and Ben\` finds the photos they’re both in.`;
