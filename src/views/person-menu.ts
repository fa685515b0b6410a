import type { Option, OptionGroup, PlainTextOption } from '@slack/types';
import { memberOfPerson } from '../faces/ids.js';
import type { Candidate, Person } from '../faces/model.js';
import { cleanName, isSameName } from '../faces/names.js';
import { findSameName, searchByName } from '../faces/search-names.js';
import { MAX_OPTION_TEXT, MAX_OPTIONS, plain } from './blocks.js';
import { type Choice, type Explains, packChoice } from './face-choice.js';
import { percent, truncate } from './text.js';
import {
  addAsNewPerson,
  changeEverywhere,
  couldBeAfterAll,
  FACE_WORDING,
  meansMember,
  noItIsNot,
  yesItIs,
} from './wording/face-menu.js';
import { WHY_WORDING } from './wording/why.js';

/** A member of the workspace. */
export interface Member {
  readonly userId: string;
  /** Their real name, or another name if they have none. */
  readonly name: string;
  /** Every other name that Slack shows of them. */
  readonly otherNames: readonly string[];
  /** Their display name, as in @name, or else their user name; empty if they have neither. */
  readonly handle: string;
  /** Their job title; empty if they have none. */
  readonly title: string;
}

/** Someone known. */
export interface KnownPerson extends Person {
  /** What else their Slack account calls them. */
  readonly otherNames?: readonly string[];
  /** Their Slack account; undefined if they have none, or the members are not loaded yet. */
  readonly member?: Member | undefined;
}

export interface PersonMenuContent {
  /** What was typed so far. */
  readonly query: string;
  /** The person the row names or asks about, if the menu offers Yes and No. */
  readonly shown: Person | undefined;
  /** People rejected for this face. */
  readonly rejected: readonly Person[];
  /** Whether several faces of the photo may be the same person; undefined if there is only one face, or if it is not known. */
  readonly isCollage: boolean | undefined;
  /** Undefined if there is nothing to explain. */
  readonly explains: Explains | undefined;
  /** Most likely first. */
  readonly candidates: readonly Candidate[];
  readonly people: readonly KnownPerson[];
  readonly members: readonly Member[];
  /** Whether the menu is in a form that names several faces at once, where a choice cannot open another form. */
  readonly isInForm?: boolean;
  /** Whether adding someone without an account confirms that they agreed, which the option then says. */
  readonly confirmsAgreement?: boolean;
}

/** Below this, "most likely" would be an overstatement. */
const MIN_LIKELY_SCORE = 0.05;
const MAX_LIKELY = 5;

/**
 * The menu of a face: likely people, known people, members of the workspace, and always an option to add the typed name.
 */
export function buildPersonMenu(content: PersonMenuContent): OptionGroup[] {
  const { query, shown, rejected, isCollage, members } = content;
  const accountsOfPeople = new Set(content.people.map(({ id }) => memberOfPerson(id)));
  const rejectedIds = new Set(rejected.map(({ id }) => id));
  const people = content.people.filter(({ id }) => !rejectedIds.has(id));
  const typed = cleanName(query);
  const likely = content.candidates
    .filter(({ person, score }) => score >= MIN_LIKELY_SCORE && person.id !== shown?.id && !rejectedIds.has(person.id))
    .slice(0, MAX_LIKELY);
  const alreadyShown = new Set([...likely.map(({ person }) => person.id), ...(shown === undefined ? [] : [shown.id])]);

  const foundPeople = searchByName(
    people.filter(({ id }) => !alreadyShown.has(id) || (typed !== '' && id === shown?.id)),
    typed,
    MAX_OPTIONS,
  );
  const foundMembers = searchByName(
    members.filter(({ userId }) => !accountsOfPeople.has(userId)),
    typed,
    MAX_OPTIONS,
  );
  const namesakes = new Set(
    foundPeople.filter(({ name }) => findSameName(foundMembers, name).length > 0).map(({ name }) => name),
  );

  const explains = typed === '' ? content.explains : undefined;
  const groups: [string, PlainTextOption[]][] = [
    [
      FACE_WORDING.isThisRight,
      [
        ...(typed === '' ? candidateOptions(shown) : []),
        ...searchByName(rejected, typed).map(unrejectOption),
        ...(explains === 'name' ? [option(WHY_WORDING.whyThisName, { kind: 'why', explains })] : []),
        ...(typed === '' && shown !== undefined ? [changeOption(shown)] : []),
      ],
    ],
    [
      FACE_WORDING.likely,
      [
        ...searchInOrder(likely, typed).map(({ person, score }) => ({
          ...personOption(person),
          description: plain(percent(score)),
        })),
        ...(explains === 'similarity' ? [option(WHY_WORDING.whoLooksSimilar, { kind: 'why', explains })] : []),
      ],
    ],
    [FACE_WORDING.people, foundPeople.map((person) => knownOption(person, namesakes.has(person.name)))],
    [FACE_WORDING.members, foundMembers.map(memberOption)],
  ];
  const isInForm = content.isInForm === true;
  const add =
    typed === ''
      ? isInForm
        ? []
        : [option(FACE_WORDING.addSomeoneNew, { kind: 'someone new' })]
      : [withDescription(option(addAsNewPerson(typed), { kind: 'new', name: typed }), whomItMeans(typed, content))];
  const others = typed !== '' ? [] : isInForm ? [LEAVE_OPEN, ...NO_NAME] : NO_NAME;
  const ofPhoto = typed === '' && isCollage !== undefined ? [collageOption(isCollage)] : [];

  let free = MAX_OPTIONS - add.length - others.length - ofPhoto.length;
  const limited = groups.map(([label, options]): [string, PlainTextOption[]] => {
    const fitting = options.slice(0, free);
    free -= fitting.length;
    return [label, fitting];
  });
  const fixed = [
    [FACE_WORDING.newPerson, add] as const,
    [FACE_WORDING.noName, others],
    [FACE_WORDING.thisPhoto, ofPhoto],
  ] as const;
  return [...limited, ...fixed]
    .filter(([, options]) => options.length > 0)
    .map(([label, options]) => ({ label: plain(label), options: [...options] }));
}

/** Answers other than a name. */
const NO_NAME: readonly PlainTextOption[] = [
  option(FACE_WORDING.notAFace, { kind: 'flag', flag: 'not a face' }),
  option(FACE_WORDING.doNotAsk, { kind: 'flag', flag: 'left unnamed' }),
];

const LEAVE_OPEN = option(FACE_WORDING.leaveOpen, { kind: 'leave open' });

/** Switches to the opposite. */
function collageOption(isCollage: boolean): PlainTextOption {
  const text = isCollage ? FACE_WORDING.eachPersonOnce : FACE_WORDING.sameOnSeveralFaces;
  return option(text, { kind: 'collage', holds: !isCollage });
}

function changeOption({ id, name }: Person): PlainTextOption {
  return option(changeEverywhere(name), { kind: 'change person', personId: id });
}

function unrejectOption(person: Person): PlainTextOption {
  return option(couldBeAfterAll(person.name), { kind: 'take back not', personId: person.id });
}

function candidateOptions(shown: Person | undefined): PlainTextOption[] {
  if (shown === undefined) return [];
  return [
    option(yesItIs(shown.name), { kind: 'person', personId: shown.id }),
    option(noItIsNot(shown.name), { kind: 'not', personId: shown.id }),
  ];
}

/** The candidates that match the query, most likely first. */
function searchInOrder(candidates: readonly Candidate[], query: string): Candidate[] {
  const found = new Set(
    searchByName(
      candidates.map(({ person }) => person),
      query,
    ),
  );
  return candidates.filter(({ person }) => found.has(person));
}

function personOption(person: Person): PlainTextOption {
  return option(person.name, { kind: 'person', personId: person.id });
}

/** Said of a typed name: which member it means, if it is the full name of one whom no one has named yet, or what adding them confirms. */
function whomItMeans(typed: string, { people, members, confirmsAgreement = false }: PersonMenuContent): string {
  if (findSameName(people, typed).length > 0) return '';
  const [member, another] = findSameName(members, typed).filter(({ name }) => isSameName(name, typed));
  if (member !== undefined && another === undefined) return meansMember(member.handle || member.name);
  return confirmsAgreement ? FACE_WORDING.agreedIfAdded : '';
}

/** @param isNamesake whether a member is called the same. */
function knownOption(person: KnownPerson, isNamesake: boolean): PlainTextOption {
  const described =
    person.member === undefined ? (isNamesake ? FACE_WORDING.noAccount : '') : describeMember(person.member);
  return withDescription(personOption(person), described);
}

function memberOption(member: Member): PlainTextOption {
  return withDescription(option(member.name, { kind: 'member', userId: member.userId }), describeMember(member));
}

/** What tells a member from others of the same name: "@ada · Countess". */
export function describeMember({ name, handle, title }: Member): string {
  return [...(handle === '' || handle === name ? [] : [`@${handle}`]), ...(title === '' ? [] : [title])].join(' · ');
}

function withDescription(row: PlainTextOption, text: string): PlainTextOption {
  return text === '' ? row : { ...row, description: plain(truncate(text, MAX_OPTION_TEXT)) };
}

function option(text: string, choice: Choice): PlainTextOption & Option {
  return { text: plain(truncate(text, MAX_OPTION_TEXT)), value: packChoice(choice) };
}
