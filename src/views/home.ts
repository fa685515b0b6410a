import type { ActionsBlock, HomeView, KnownBlock } from '@slack/types';
import type { Consent, ConsentMode, Person, TrainingState } from '../faces/model.js';
import type { UndoableChange } from '../faces/person-registry.js';
import { button, context, header, section } from './blocks.js';
import { consentButtons, describeConsent } from './consent.js';
import { forgetButton } from './forget.js';
import { describeHelp } from './help.js';
import { type HomePeople, peopleBlocks } from './home-people.js';
import { buildHomeTraining } from './home-training.js';
import { type WaitingPhoto, waitingBlocks } from './home-waiting.js';
import { ALL_CHANGES_ACTION, changeRow } from './person-changes.js';
import { describePhotosOfMe, type PhotosOfMeChoice, photosOfMeButtons } from './photos-of-me.js';
import { count, escapeMrkdwn } from './text.js';
import type { ShownGroup } from './unnamed-faces.js';
import { CONSENT_WORDING } from './wording/consent.js';
import { HOME_WORDING } from './wording/home.js';
import { allChanges, PEOPLE_WORDING } from './wording/people.js';
import { REPLY_WORDING } from './wording/replies.js';

/** "Send me my data" in App Home. */
export const OWN_DATA_ACTION = 'own_data';

/** What is stored about the viewer. */
export interface AboutViewer {
  /** The person linked to their account, if there is one. */
  readonly person: Person | undefined;
  /** How many photos they are tagged in. */
  readonly photosOfThem: number;
  /** How many faces they tagged. */
  readonly tagsByThem: number;
  /** Their answer whether they want to be recognised. */
  readonly consent?: Consent | undefined;
  /** How they want to hear of photos of them. */
  readonly photosOfMe?: PhotosOfMeChoice | undefined;
}

export interface HomeContent extends HomePeople {
  readonly training: TrainingState;
  /** Changes to people the viewer may see that can be undone, newest first. */
  readonly changes: readonly UndoableChange[];
  readonly waiting: readonly WaitingPhoto[];
  /** Whether photos are still being checked that may be added to `waiting`. */
  readonly isChecking?: boolean;
  /** All faces without a name; undefined while they are being grouped. */
  readonly unnamed?: { readonly groups: readonly ShownGroup[]; readonly all: number } | undefined;
  readonly viewer: AboutViewer;
  /** What holds until people have answered whether they want to be recognised. */
  readonly consent: ConsentMode;
  /** How to reach the operator. */
  readonly helpContact?: string | undefined;
}

const MAX_CHANGES_SHOWN = 8;

/** App Home as one person sees it. */
export function buildHome(content: HomeContent): HomeView {
  return {
    type: 'home',
    private_metadata: packHomePlace(content),
    blocks: [
      ...waitingBlocks(content),
      ...peopleBlocks(content, content.training.now.people),
      ...changesBlocks(content),
      ...buildHomeTraining(content.training),
      header(HOME_WORDING.aboutYou),
      section(describeViewer(content.viewer)),
      viewerButtons(content.viewer),
      header(HOME_WORDING.consent),
      section(describeConsent(content.viewer.consent, content.consent, content.viewer.person !== undefined)),
      consentButtons(content.viewer.consent),
      context(CONSENT_WORDING.means),
      ...photosOfMeBlocks(content.viewer),
      header(HOME_WORDING.help),
      section(describeHelp(content.helpContact)),
    ],
  };
}

/** App Home while its content cannot be shown. @param why the reason, and what to do. */
export function buildFailedHome(why: string, helpContact: string | undefined, place: HomePlace): HomeView {
  return {
    type: 'home',
    private_metadata: packHomePlace(place),
    blocks: [section(why), header(HOME_WORDING.help), section(describeHelp(helpContact))],
  };
}

/** App Home after someone was forgotten, until it is opened again. */
export function buildOutdatedHome(): HomeView {
  return { type: 'home', blocks: [section(HOME_WORDING.outdated)] };
}

/** Where in App Home someone is. */
export interface HomePlace {
  /** The page of people, from 0. */
  readonly page: number;
  /** What they search for; empty if nothing. */
  readonly query: string;
}

/** The `private_metadata` of an App Home. */
function packHomePlace({ page, query }: HomePlace): string {
  return query === '' ? String(page) : `${page} ${query}`;
}

/** Reads the `private_metadata` of an App Home; undefined if it has none. */
export function readHomePlace(metadata: string): HomePlace | undefined {
  const [, page, query = ''] = /^(\d+)(?: (.*))?$/su.exec(metadata) ?? [];
  return page === undefined ? undefined : { page: Number(page), query };
}

function changesBlocks({ changes, viewerId }: HomeContent): KnownBlock[] {
  if (changes.length === 0) return [];
  const all: ActionsBlock = {
    type: 'actions',
    elements: [button(ALL_CHANGES_ACTION, allChanges(changes.length))],
  };
  return [
    header(PEOPLE_WORDING.recentlyChanged),
    ...changes.slice(0, MAX_CHANGES_SHOWN).map((change) => changeRow(change, viewerId)),
    ...(changes.length > MAX_CHANGES_SHOWN ? [all] : []),
  ];
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
  return `${known}\n${given}\nTo take back a name, choose “${REPLY_WORDING.changeNames}” in the photo’s thread.`;
}

function viewerButtons({ person }: AboutViewer): ActionsBlock {
  const elements = [
    button(OWN_DATA_ACTION, HOME_WORDING.sendOwnData),
    ...(person === undefined ? [] : [forgetButton(person, true)]),
  ];
  return { type: 'actions', elements };
}

/** Nothing for someone who is never named. */
function photosOfMeBlocks({ consent, photosOfMe }: AboutViewer): KnownBlock[] {
  if (consent?.choice === 'never') return [];
  return [header(HOME_WORDING.photosOfMe), section(describePhotosOfMe(photosOfMe)), photosOfMeButtons(photosOfMe)];
}
