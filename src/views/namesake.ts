import type { KnownBlock, PlainTextOption } from '@slack/types';
import type { Person } from '../faces/model.js';
import { MAX_OPTION_TEXT, plain, section } from './blocks.js';
import { describeMember, type Member } from './person-menu.js';
import type { SubmittedView } from './submitted-view.js';
import { escapeMrkdwn, truncate } from './text.js';
import { FACE_WORDING } from './wording/face-menu.js';
import { NAMING_WORDING } from './wording/naming.js';

/** Someone that a typed name may mean. */
export interface Namesake {
  /** Someone known, or a member as the person they will be once a face is named after them. */
  readonly person: Person;
  readonly isKnown: boolean;
  /** Their account; undefined when they have none. */
  readonly member: Member | undefined;
  /** Whether the names only look the same, because some of their letters are of another script. */
  readonly looksAlike: boolean;
}

const SAME_BLOCK = 'same';
const FIELD = 'value';
const ANOTHER = 'another';
/** docs.slack.dev/reference/block-kit/block-elements/radio-button-group-element takes ten options. */
const MAX_NAMESAKES = 9;

/** Asks which of the namesakes is meant, if any. @param hint what follows from it. */
export function namesakeBlocks(namesakes: readonly Namesake[], hint?: string): KnownBlock[] {
  const shown = namesakes.slice(0, MAX_NAMESAKES);
  const options = shown.map(({ person, member }) =>
    option(shown.length === 1 ? NAMING_WORDING.samePerson : whichOf(person, member), person.id),
  );
  const [first] = options;
  return [
    ...shown.map((namesake) => section(introduce(namesake))),
    {
      type: 'input',
      block_id: SAME_BLOCK,
      label: plain(NAMING_WORDING.samePersonLabel),
      ...(hint === undefined ? {} : { hint: plain(hint) }),
      element: {
        type: 'radio_buttons',
        action_id: FIELD,
        ...(first === undefined ? {} : { initial_option: first }),
        options: [...options, option(NAMING_WORDING.anotherPerson, ANOTHER)],
      },
    },
  ];
}

/** The id of the person that was chosen; undefined for someone else. */
export function readNamesake(values: SubmittedView['state']['values']): string | undefined {
  const chosen = values[SAME_BLOCK]?.[FIELD]?.selected_option?.value;
  return chosen === ANOTHER ? undefined : chosen;
}

function introduce({ person, isKnown, member, looksAlike }: Namesake): string {
  const about = member === undefined ? '' : describeMember(member);
  const who = `*${escapeMrkdwn(person.name)}*${about === '' ? '' : ` (${escapeMrkdwn(about)})`}`;
  if (looksAlike) return `That name looks just like ${who}, but some of its letters are different.`;
  return isKnown ? `I already know ${who}.` : `${who} is a member of this workspace.`;
}

function whichOf({ name }: Person, member: Member | undefined): string {
  const about = member === undefined ? FACE_WORDING.noAccount : describeMember(member);
  return about === '' ? `Yes, ${name}` : `Yes, ${name} (${about})`;
}

function option(text: string, value: string): PlainTextOption {
  return { text: plain(truncate(text, MAX_OPTION_TEXT)), value };
}
