import type { ActionsBlock, HomeView, KnownBlock, SectionBlock } from '@slack/types';
import type { Person, TrainingState } from '../faces/model.js';
import type { UndoableChange } from '../faces/person-registry.js';
import { button, header, picture, section } from './blocks.js';
import { forgetButton } from './forget.js';
import { describeHelp } from './help.js';
import { buildHomeTraining } from './home-training.js';
import { ALL_CHANGES_ACTION, CHANGE_PERSON_ACTION, HOME_PAGE_ACTION, packPersonRef } from './ids.js';
import { changeRow } from './person-changes.js';
import { count, escapeMrkdwn, localTime, truncate } from './text.js';
import { allChanges, WORDING } from './wording.js';

/** What the viewer may see of one person. */
export interface HomePerson {
  readonly person: Person;
  /** In photos from conversations the viewer is in. */
  readonly tags: number;
  /** Their newest face that the viewer may see. */
  readonly face: { readonly photoId: string; readonly faceId: string };
  /** Slack file of a picture of their face; undefined if there is none. */
  readonly faceFileId: string | undefined;
}

/** A photo with faces that are neither tagged nor recognised. */
export interface WaitingPhoto {
  readonly channelId: string;
  /** `ts` of its message. */
  readonly messageTs: string;
  readonly faces: number;
  /** The address of the message; undefined if Slack gives none. */
  readonly link: string | undefined;
}

/** What is stored about the viewer. */
export interface AboutViewer {
  /** The person linked to their account, if there is one. */
  readonly person: Person | undefined;
  /** How many photos they are tagged in. */
  readonly photosOfThem: number;
  /** How many faces they tagged. */
  readonly tagsByThem: number;
}

export interface HomeContent {
  readonly training: TrainingState;
  /** In the order shown. */
  readonly people: readonly HomePerson[];
  /** Changes to people the viewer may see that can be undone, newest first. */
  readonly changes: readonly UndoableChange[];
  readonly waiting: readonly WaitingPhoto[];
  /** Whether photos are still being checked that may be added to `waiting`. */
  readonly isChecking?: boolean;
  readonly viewer: AboutViewer;
  /** The page of people, from 0. */
  readonly page: number;
  /** How to reach the operator. */
  readonly helpContact?: string | undefined;
}

/** A person is two blocks, and App Home has room for 100 (docs.slack.dev/surfaces/app-home). */
export const PEOPLE_PER_PAGE = 25;
export const MAX_WAITING_SHOWN = 20;
const MAX_CHANGES_SHOWN = 8;
/** docs.slack.dev/reference/block-kit/block-elements/button-element */
const MAX_ACCESSIBILITY_LABEL = 75;

/** App Home as one person sees it. */
export function buildHome(content: HomeContent): HomeView {
  return {
    type: 'home',
    private_metadata: String(content.page),
    blocks: [
      ...waitingBlocks(content),
      ...peopleBlocks(content),
      ...changesBlocks(content.changes),
      ...buildHomeTraining(content.training),
      header(WORDING.homeAboutYou),
      section(describeViewer(content.viewer)),
      ...forgetMe(content.viewer),
      header(WORDING.homeHelp),
      section(describeHelp(content.helpContact)),
    ],
  };
}

/** App Home if its content cannot be loaded. @param why what went wrong and what to do. */
export function buildFailedHome(why: string, helpContact?: string, page = 0): HomeView {
  return {
    type: 'home',
    private_metadata: String(page),
    blocks: [section(why), header(WORDING.homeHelp), section(describeHelp(helpContact))],
  };
}

/** App Home after someone was forgotten, until it is opened again. */
export function buildOutdatedHome(): HomeView {
  return { type: 'home', blocks: [section(WORDING.homeOutdated)] };
}

/** The page of an App Home, from its `private_metadata` or a button; undefined if it has none. */
export function readHomePage(value: string): number | undefined {
  const page = Number(value);
  return value !== '' && Number.isInteger(page) ? page : undefined;
}

/** The people on a page, or on the last page if there are fewer pages. */
export function pageOfPeople<T>(
  people: readonly T[],
  page: number,
): { readonly people: readonly T[]; readonly page: number } {
  const last = Math.max(0, Math.ceil(people.length / PEOPLE_PER_PAGE) - 1);
  const shown = Math.min(Math.max(page, 0), last);
  return { people: people.slice(shown * PEOPLE_PER_PAGE, (shown + 1) * PEOPLE_PER_PAGE), page: shown };
}

function waitingBlocks({ waiting, isChecking }: HomeContent): KnownBlock[] {
  const rows = waiting.slice(0, MAX_WAITING_SHOWN).map(waitingRow);
  if (rows.length === 0)
    return [header(WORDING.homeWaiting), section(isChecking ? WORDING.checkingPhotos : WORDING.allNamed)];
  return [header(WORDING.homeWaiting), ...rows];
}

function waitingRow({ channelId, messageTs, faces, link }: WaitingPhoto): SectionBlock {
  const when = localTime(new Date(Number(messageTs) * 1000));
  const faceCount = count(faces, 'face');
  const what = link === undefined ? faceCount : `<${link}|${faceCount}>`;
  return section(`${what} without a name · ${when} in ${place(channelId)}`);
}

/** Slack shows a channel's name only to people who may see it. Direct messages have no name. */
function place(channelId: string): string {
  return channelId.startsWith('D') ? 'our direct messages' : `<#${channelId}>`;
}

function peopleBlocks({ people, page }: HomeContent): KnownBlock[] {
  if (people.length === 0) return [header(WORDING.homePeople), section(WORDING.noOneNamedHere)];
  const shown = pageOfPeople(people, page);
  const pages = Math.ceil(people.length / PEOPLE_PER_PAGE);
  return [
    header(`${WORDING.homePeople} (${people.length})`),
    ...shown.people.flatMap(personBlocks),
    ...(pages > 1 ? [pageButtons(shown.page, pages)] : []),
  ];
}

function personBlocks({ person, tags, face, faceFileId }: HomePerson): KnownBlock[] {
  const crop = faceFileId === undefined ? undefined : picture(faceFileId, `Face of ${person.name}`);
  const row = section(`*${escapeMrkdwn(person.name)}*\n${count(tags, 'tag')}`, crop);
  const change: ActionsBlock = {
    type: 'actions',
    // The same in every update, so that a click during an update is not lost.
    block_id: `person:${person.id}`,
    elements: [
      button(CHANGE_PERSON_ACTION, WORDING.changePerson, {
        value: packPersonRef({ personId: person.id, face }),
        accessibility_label: truncate(`Change ${person.name}`, MAX_ACCESSIBILITY_LABEL),
      }),
    ],
  };
  return [row, change];
}

function changesBlocks(changes: readonly UndoableChange[]): KnownBlock[] {
  if (changes.length === 0) return [];
  const all: ActionsBlock = {
    type: 'actions',
    elements: [button(ALL_CHANGES_ACTION, allChanges(changes.length))],
  };
  return [
    header(WORDING.homeChanges),
    ...changes.slice(0, MAX_CHANGES_SHOWN).map(changeRow),
    ...(changes.length > MAX_CHANGES_SHOWN ? [all] : []),
  ];
}

function pageButtons(page: number, pages: number): ActionsBlock {
  const turnTo = (target: number, label: string) =>
    button(`${HOME_PAGE_ACTION}:${target}`, `${label} (page ${target + 1} of ${pages})`, { value: String(target) });
  return {
    type: 'actions',
    elements: [
      ...(page > 0 ? [turnTo(page - 1, WORDING.earlierPeople)] : []),
      ...(page < pages - 1 ? [turnTo(page + 1, WORDING.morePeople)] : []),
    ],
  };
}

function describeViewer({ person, photosOfThem, tagsByThem }: AboutViewer): string {
  const known =
    person === undefined
      ? 'No person here is linked to your account. If someone typed your name, you’re in the list above.'
      : `I know you as *${escapeMrkdwn(person.name)}* from ${count(photosOfThem, 'tagged photo')}.`;
  const given =
    tagsByThem === 0
      ? 'You haven’t named anyone yet.'
      : `You’ve named ${count(tagsByThem, 'face')}. Your user ID is stored with each.`;
  return `${known}\n${given}\nTo take back a name, choose “${WORDING.changeNames}” in the photo’s thread.`;
}

function forgetMe({ person }: AboutViewer): ActionsBlock[] {
  return person === undefined ? [] : [{ type: 'actions', elements: [forgetButton(person, true)] }];
}
