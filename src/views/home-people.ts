import type { ContextBlock, InputBlock, KnownBlock, Overflow, SectionBlock } from '@slack/types';
import type { Figures } from '../faces/figures.js';
import type { Person } from '../faces/model.js';
import { searchByName } from '../faces/search-names.js';
import { button, context, header, picture, plain, section } from './blocks.js';
import { SEPARATOR } from './packed.js';
import { pageButtons } from './page-buttons.js';
import { type PersonRef, packPersonRef, readPersonRef } from './person-ref.js';
import { count, escapeMrkdwn, mrkdwn } from './text.js';
import { CONSENT_WORDING } from './wording/consent.js';
import { FORGETTING_WORDING } from './wording/forgetting.js';
import { PEOPLE_WORDING, peopleFound } from './wording/people.js';

export const HOME_PAGE_ACTION = 'home_page';
/** The search field of App Home, and the button that ends a search. */
export const FIND_PERSON_ACTION = 'find_person';
export const FIND_EVERYONE_ACTION = 'find_everyone';
/** The menu beside a person in App Home. The values of its options are of packPersonChoice. */
export const PERSON_MENU_ACTION = 'person_menu';

/** What to do with a person in App Home. */
export type PersonChoice = (typeof PERSON_CHOICES)[number];

const PERSON_CHOICES = ['agreed', 'photos', 'change', 'remove', 'forget'] as const;

/** The value of an option in the menu of a person. */
function packPersonChoice(choice: PersonChoice, person: PersonRef): string {
  return [choice, packPersonRef(person)].join(SEPARATOR);
}

/** Reads a value of {@link packPersonChoice}; undefined for any other. */
export function readPersonChoice(
  value: string,
): { readonly choice: PersonChoice; readonly person: PersonRef } | undefined {
  const [chosen = '', ...rest] = value.split(SEPARATOR);
  const person = readPersonRef(rest.join(SEPARATOR));
  const choice = PERSON_CHOICES.find((each) => each === chosen);
  return choice && person && { choice, person };
}

/** What the viewer may see of one person. */
export interface HomePerson {
  readonly person: Person;
  /** Of the photos in conversations the viewer is in. */
  readonly figures: Figures;
  /** Their newest face that the viewer may see. */
  readonly face: { readonly photoId: string; readonly faceId: string };
  /** Slack file of a picture of their face; undefined if there is none. */
  readonly faceFileId: string | undefined;
  /** The Slack accounts they are linked to. */
  readonly accounts: readonly string[];
  /** Whether they have no account, and someone has to confirm that they agreed before they are recognised. */
  readonly isUnconfirmed?: boolean;
}

/** The people in App Home, and what is shown of them. */
export interface HomePeople {
  /** In the order shown. */
  readonly people: readonly HomePerson[];
  /** The page of people, from 0. */
  readonly page: number;
  /** What the viewer searches for; empty if nothing. */
  readonly query: string;
  readonly viewerId: string;
  readonly isAdmin: boolean;
}

/** A person is two blocks, and App Home has room for 100 (docs.slack.dev/surfaces/app-home). */
export const PEOPLE_PER_PAGE = 25;
/** Fewer people are found without a search. */
const SEARCH_FROM = 6;
export const MAX_QUERY_LENGTH = 75;

/** The people who match the search, and those of them on the page, or on the last page if there are fewer. */
export function shownPeople({ people, page, query }: Pick<HomePeople, 'people' | 'page' | 'query'>): {
  readonly found: number;
  readonly people: readonly HomePerson[];
  readonly page: number;
  readonly pages: number;
} {
  const named = people.map((each) => ({ name: each.person.name, each }));
  const found = query === '' ? people : searchByName(named, query).map(({ each }) => each);
  const pages = Math.max(1, Math.ceil(found.length / PEOPLE_PER_PAGE));
  const shown = Math.min(Math.max(page, 0), pages - 1);
  const onPage = found.slice(shown * PEOPLE_PER_PAGE, (shown + 1) * PEOPLE_PER_PAGE);
  return { found: found.length, people: onPage, page: shown, pages };
}

/** @param everyone how many people have tags, in all conversations. */
export function peopleBlocks(content: HomePeople, everyone: number): KnownBlock[] {
  const { people, query } = content;
  if (people.length === 0) return [header(PEOPLE_WORDING.people), section(PEOPLE_WORDING.noOneNamedHere)];
  const shown = shownPeople(content);
  const choices = shown.people.map((each) => choicesFor(each, content));
  const remarks = [
    ...(people.length < everyone ? [PEOPLE_WORDING.onlyYourConversations] : []),
    ...(choices.flat().includes('remove') ? [FORGETTING_WORDING.removeOrForget] : []),
  ];
  return [
    header(`${PEOPLE_WORDING.people} (${people.length})`),
    ...(people.length >= SEARCH_FROM || query !== '' ? [searchField(query)] : []),
    ...(query === '' ? [] : [searchResult(shown.found, people.length, query)]),
    ...(remarks.length === 0 ? [] : [context(remarks.join(' '))]),
    ...shown.people.flatMap((each, index) => personBlocks(each, content.viewerId, choices[index] ?? [])),
    ...pageButtons({
      page: shown.page,
      pages: shown.pages,
      action: HOME_PAGE_ACTION,
      before: PEOPLE_WORDING.earlierPeople,
      after: PEOPLE_WORDING.morePeople,
    }),
  ];
}

function searchField(query: string): InputBlock {
  return {
    type: 'input',
    // Slack keeps what is in a field while its block id stays the same.
    block_id: `${FIND_PERSON_ACTION}:${query}`,
    dispatch_action: true,
    label: plain(PEOPLE_WORDING.findPerson),
    element: {
      type: 'plain_text_input',
      action_id: FIND_PERSON_ACTION,
      placeholder: plain(PEOPLE_WORDING.findPersonHint),
      max_length: MAX_QUERY_LENGTH,
      ...(query === '' ? {} : { initial_value: query }),
      dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] },
    },
  };
}

function searchResult(found: number, all: number, query: string): SectionBlock {
  return section(
    peopleFound(found, all, escapeMrkdwn(query)),
    button(FIND_EVERYONE_ACTION, PEOPLE_WORDING.showEveryone),
  );
}

/** What the viewer may do with a person. Everything is checked again when it is chosen. */
function choicesFor(
  { accounts, isUnconfirmed = false }: HomePerson,
  { viewerId, isAdmin }: HomePeople,
): PersonChoice[] {
  const mayChange = isAdmin || accounts.every((account) => account === viewerId);
  const mayForget = isAdmin || accounts.includes(viewerId);
  return [
    ...(isUnconfirmed ? (['agreed'] as const) : []),
    'photos',
    'change',
    ...(mayChange ? (['remove'] as const) : []),
    ...(mayForget ? (['forget'] as const) : []),
  ];
}

/** A name with its menu, and below it a face and how often they were named. */
function personBlocks(
  { person, figures, face, faceFileId, accounts, isUnconfirmed = false }: HomePerson,
  viewerId: string,
  choices: readonly PersonChoice[],
): KnownBlock[] {
  const isViewer = accounts.includes(viewerId);
  const labels: Readonly<Record<PersonChoice, string>> = {
    agreed: CONSENT_WORDING.theyAgreedOption,
    photos: PEOPLE_WORDING.seePhotos,
    change: choices.includes('remove') ? PEOPLE_WORDING.renameOrMergePerson : PEOPLE_WORDING.details,
    remove: PEOPLE_WORDING.removeOption,
    forget: isViewer ? FORGETTING_WORDING.forgetMeOption : FORGETTING_WORDING.forgetOption,
  };
  const menu: Overflow = {
    type: 'overflow',
    action_id: PERSON_MENU_ACTION,
    options: choices.map((choice) => ({
      text: plain(labels[choice]),
      value: packPersonChoice(choice, { personId: person.id, face }),
    })),
  };
  const row: SectionBlock = {
    ...section(`*${escapeMrkdwn(person.name)}*${isViewer ? ' (you)' : ''}`, menu),
    // The same in every update, so that a click during an update is not lost.
    block_id: `person:${person.id}`,
  };
  const crop = faceFileId === undefined ? [] : [picture(faceFileId, `Face of ${person.name}`)];
  const about: ContextBlock = {
    type: 'context',
    elements: [
      ...crop,
      mrkdwn([describeFigures(figures), ...(isUnconfirmed ? [CONSENT_WORDING.notConfirmed] : [])].join(' · ')),
    ],
  };
  return [row, about];
}

/** "4 tagged photos", or "5 tags in 4 photos" where someone is in a photo twice. */
function describeFigures({ tags, photos }: Figures): string {
  return tags === photos ? count(photos, 'tagged photo') : `${count(tags, 'tag')} in ${count(photos, 'photo')}`;
}
