import type { ActionsBlock, Button, HomeView, KnownBlock, SectionBlock } from '@slack/types';
import type { Person, TrainingState } from '../faces/model.js';
import { forgetButton } from './forget.js';
import { HOME_PAGE_ACTION, NAME_FACES_SHORTCUT_NAME, TRAIN_FACES_COMMAND } from './ids.js';
import { escapeMrkdwn, localTime } from './mrkdwn.js';
import { describeTrainingState } from './training.js';
import { count, WORDING } from './wording.js';

/** One person as the viewer may see them. */
export interface HomePerson {
  readonly person: Person;
  /** On photos in conversations the viewer is in. */
  readonly tags: number;
  /** Slack file of a picture of their face; undefined when there is none to show. */
  readonly faceFileId: string | undefined;
}

/** A photo with faces that nobody has named and nobody recognises. */
export interface WaitingPhoto {
  readonly channelId: string;
  /** `ts` of its message. */
  readonly messageTs: string;
  readonly faces: number;
  /** Leads to the message; undefined when Slack does not tell. */
  readonly link: string | undefined;
}

/** What is known of the viewer, whatever they are shown of others. */
export interface AboutViewer {
  /** The person that belongs to their account, if there is one. */
  readonly person: Person | undefined;
  /** Faces named as them. */
  readonly tagsOfThem: number;
  /** Names and the like that they gave to faces. */
  readonly tagsByThem: number;
}

export interface HomeContent {
  readonly training: TrainingState;
  /** Everybody, in the order shown. */
  readonly people: readonly HomePerson[];
  readonly waiting: readonly WaitingPhoto[];
  readonly viewer: AboutViewer;
  /** The page of people, from 0. */
  readonly page: number;
}

/** A person is one block, and App Home has room for 100 (docs.slack.dev/surfaces/app-home). */
export const PEOPLE_PER_PAGE = 40;
export const MAX_WAITING_SHOWN = 20;

/** App Home as one person sees it. */
export function buildHome(content: HomeContent): HomeView {
  return {
    type: 'home',
    blocks: [
      ...waitingBlocks(content.waiting),
      ...peopleBlocks(content),
      header(WORDING.homeTraining),
      text(describeTrainingState(content.training)),
      header(WORDING.homeAboutYou),
      text(describeViewer(content.viewer)),
      ...forgetMe(content.viewer),
      header(WORDING.homeHelp),
      text(help()),
    ],
  };
}

/** App Home when it cannot be told what is to be seen. @param why what went wrong and what to do. */
export function buildFailedHome(why: string): HomeView {
  return { type: 'home', blocks: [text(why), header(WORDING.homeHelp), text(help())] };
}

/** App Home from when something it showed is gone, until it is opened again. */
export function buildAwaitedHome(): HomeView {
  return { type: 'home', blocks: [text(WORDING.homeAwaited)] };
}

/** The people of a page; the last one when there are fewer pages than asked for. */
export function pageOfPeople<T>(
  people: readonly T[],
  page: number,
): { readonly people: readonly T[]; readonly page: number } {
  const last = Math.max(0, Math.ceil(people.length / PEOPLE_PER_PAGE) - 1);
  const shown = Math.min(Math.max(page, 0), last);
  return { people: people.slice(shown * PEOPLE_PER_PAGE, (shown + 1) * PEOPLE_PER_PAGE), page: shown };
}

function waitingBlocks(waiting: readonly WaitingPhoto[]): KnownBlock[] {
  const rows = waiting.slice(0, MAX_WAITING_SHOWN).map(waitingRow);
  return [header(WORDING.homeWaiting), ...(rows.length > 0 ? rows : [text(WORDING.nobodyWaits)])];
}

function waitingRow({ channelId, messageTs, faces, link }: WaitingPhoto): SectionBlock {
  const when = localTime(new Date(Number(messageTs) * 1000));
  const faceCount = count(faces, 'face');
  const what = link === undefined ? faceCount : `<${link}|${faceCount}>`;
  return text(`${what} without a name, posted ${when} in ${place(channelId)}`);
}

/** Direct messages have no name to show: Slack shows a channel's to whoever may see it. */
function place(channelId: string): string {
  return channelId.startsWith('D') ? 'our direct messages' : `<#${channelId}>`;
}

function peopleBlocks({ people, page }: HomeContent): KnownBlock[] {
  if (people.length === 0) return [header(WORDING.homePeople), text(WORDING.nobodyNamedHere)];
  const shown = pageOfPeople(people, page);
  const pages = Math.ceil(people.length / PEOPLE_PER_PAGE);
  return [
    header(`${WORDING.homePeople} (${people.length})`),
    ...shown.people.map(personRow),
    ...(pages > 1 ? [pageButtons(shown.page, pages)] : []),
  ];
}

function personRow({ person, tags, faceFileId }: HomePerson): SectionBlock {
  const row = text(`*${escapeMrkdwn(person.name)}*\n${count(tags, 'tag')}`);
  if (faceFileId === undefined) return row;
  return { ...row, accessory: { type: 'image', slack_file: { id: faceFileId }, alt_text: `Face of ${person.name}` } };
}

function pageButtons(page: number, pages: number): ActionsBlock {
  const turnTo = (target: number, label: string): Button => ({
    type: 'button',
    action_id: `${HOME_PAGE_ACTION}:${target}`,
    text: { type: 'plain_text', text: `${label} (page ${target + 1} of ${pages})` },
    value: String(target),
  });
  return {
    type: 'actions',
    elements: [
      ...(page > 0 ? [turnTo(page - 1, WORDING.earlierPeople)] : []),
      ...(page < pages - 1 ? [turnTo(page + 1, WORDING.morePeople)] : []),
    ],
  };
}

function describeViewer({ person, tagsOfThem, tagsByThem }: AboutViewer): string {
  const known =
    person === undefined
      ? 'I know nobody by your account. If somebody named your face by typing a name, it is among the people above.'
      : `I know you as *${escapeMrkdwn(person.name)}*, from ${count(tagsOfThem, 'tag')}: your face on the photo, and where it is on it.`;
  const given =
    tagsByThem === 0
      ? 'You have named no face yet.'
      : `You have named ${count(tagsByThem, 'face')}: your user id is kept with each.`;
  return `${known}\n${given}\nA name you gave can be taken back with “${WORDING.undo}” in the thread of its photo.`;
}

function forgetMe({ person }: AboutViewer): ActionsBlock[] {
  return person === undefined ? [] : [{ type: 'actions', elements: [forgetButton(person, true)] }];
}

function help(): string {
  return [
    `• Post a photo where I am invited, and answer in its thread who is who. Then run \`${TRAIN_FACES_COMMAND}\`.`,
    `• For a photo I missed, choose “${NAME_FACES_SHORTCUT_NAME}” in its message’s menu.`,
    `• \`${TRAIN_FACES_COMMAND} help\` tells more. To reach whoever runs me, open “About” above, or ask an admin of this workspace.`,
  ].join('\n');
}

function header(title: string): KnownBlock {
  return { type: 'header', text: { type: 'plain_text', text: title } };
}

function text(mrkdwn: string): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: mrkdwn } };
}
