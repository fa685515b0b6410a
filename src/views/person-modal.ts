import type { Button, KnownBlock, ModalView, PlainTextOption, SectionBlock } from '@slack/types';
import type { Person } from '../faces/model.js';
import { cleanName, MAX_NAME_LENGTH } from '../faces/names.js';
import type { UndoableChange } from '../faces/person-registry.js';
import { button, context, MAX_OPTION_TEXT, MAX_OPTIONS, picture, plain, section } from './blocks.js';
import { forgetButton } from './forget.js';
import { type Namesake, namesakeBlocks, readNamesake } from './namesake.js';
import { changeRow } from './person-changes.js';
import { type PersonContext, packPersonContext, readPersonContext } from './person-context.js';
import type { SubmittedView } from './submitted-view.js';
import { escapeMrkdwn, truncate } from './text.js';
import { FORGETTING_WORDING } from './wording/forgetting.js';
import { WORDING } from './wording/general.js';
import { NAMING_WORDING } from './wording/naming.js';
import { mayNotChange, PEOPLE_WORDING, removeMeans } from './wording/people.js';

/** The modals that change a person and that ask whether they are someone already known. */
export const PERSON_VIEW = 'person';
export const MERGE_PERSON_VIEW = 'merge_person';
export const CHANGE_PERSON_ACTION = 'change_person';
export const SAME_AS_ACTION = 'same_as';
export const REMOVE_PERSON_ACTION = 'remove_person';

/** One person, and what can be changed about them. */
export interface PersonModalContent {
  readonly context: PersonContext;
  readonly person: Person;
  /** Whether this person is the viewer. */
  readonly isViewer: boolean;
  readonly isRemoved: boolean;
  /** Whether the viewer may rename, merge or remove them. */
  readonly mayChange: boolean;
  /** The changes to this person, newest first. */
  readonly changes: readonly UndoableChange[];
  /** Slack file of a picture of their face; undefined if there is none. */
  readonly faceFileId: string | undefined;
  /** What went wrong a moment ago. */
  readonly problem: string | undefined;
}

/** Block ids of the fields. An error is shown beside its field. */
export const SAME_AS_BLOCK = 'same_as';
const NAME_BLOCK = 'name';
const FIELD = 'value';
/** How many changes fit, of the 100 blocks of a view. */
const MAX_CHANGES_SHOWN = 80;

/** The modal to rename, merge or remove a person, and to undo that. */
export function buildPersonModal(content: PersonModalContent): ModalView {
  const { person, isViewer, isRemoved, mayChange, problem } = content;
  const isEditable = mayChange && !isRemoved;
  const changes = content.changes.slice(0, MAX_CHANGES_SHOWN).map((change) => changeRow(change));
  const blocks: KnownBlock[] = [
    ...(problem === undefined ? [] : [section(problem)]),
    personRow(content),
    ...(isEditable ? [nameInput(person.name, undefined), sameAsInput()] : []),
    ...(mayChange || problem !== undefined ? [] : [section(escapeMrkdwn(mayNotChange(person.name)))]),
    ...(changes.length === 0
      ? []
      : [{ type: 'divider' as const }, section(`*${PEOPLE_WORDING.changesSoFar}*`), ...changes]),
    { type: 'divider' },
    ...(isEditable ? [context(FORGETTING_WORDING.removeOrForget)] : []),
    { type: 'actions', elements: [...(isEditable ? [removeButton(person)] : []), forgetButton(person, isViewer)] },
  ];
  return {
    type: 'modal',
    callback_id: PERSON_VIEW,
    private_metadata: packPersonContext(content.context),
    title: plain(PEOPLE_WORDING.changePersonTitle),
    ...(isEditable ? { submit: plain(WORDING.save) } : {}),
    close: plain(isEditable ? WORDING.cancel : WORDING.close),
    blocks,
  };
}

/** Asks whether a person is one who has the name they should get. @param name as it was typed. */
export function buildMergePersonModal(context: PersonContext, namesakes: readonly Namesake[], name: string): ModalView {
  return {
    type: 'modal',
    callback_id: MERGE_PERSON_VIEW,
    private_metadata: packPersonContext(context),
    title: plain(NAMING_WORDING.samePersonTitle),
    submit: plain(WORDING.save),
    close: plain(WORDING.cancel),
    blocks: [...namesakeBlocks(namesakes, PEOPLE_WORDING.sameAsHint), nameInput(name, NAMING_WORDING.tellApart)],
  };
}

/** The people that a person can be merged with, in the order given. */
export function sameAsOptions(people: readonly Person[]): PlainTextOption[] {
  return people
    .slice(0, MAX_OPTIONS)
    .map(({ id, name }) => ({ text: plain(truncate(name, MAX_OPTION_TEXT)), value: id }));
}

/** A modal that only says something: that work is in progress, or what went wrong. */
export function buildNotice(context: PersonContext, what: string): ModalView {
  return {
    type: 'modal',
    private_metadata: packPersonContext(context),
    title: plain(PEOPLE_WORDING.changePersonTitle),
    close: plain(WORDING.close),
    blocks: [section(what)],
  };
}

/** The submitted answer. */
export interface PersonAnswer {
  readonly context: PersonContext;
  /** Cleaned; empty if nothing is left. */
  readonly name: string;
  /** The block id of its field. */
  readonly nameBlock: string;
  /** The name that was in the field when the modal was opened. */
  readonly nameBefore: string;
  /** The id of the person to merge with. */
  readonly sameAs: string | undefined;
}

/** Reads a submission of either modal. @throws ZodError */
export function readPersonSubmission(view: SubmittedView): PersonAnswer {
  const { values } = view.state;
  const nameBlock = Object.keys(values).find((block) => block.startsWith(NAME_BLOCK)) ?? NAME_BLOCK;
  return {
    context: readPersonContext(view.private_metadata),
    name: cleanName(values[nameBlock]?.[FIELD]?.value ?? ''),
    nameBlock,
    nameBefore: nameBlock.slice(`${NAME_BLOCK}:`.length),
    sameAs: values[SAME_AS_BLOCK]?.[SAME_AS_ACTION]?.selected_option?.value ?? readNamesake(values),
  };
}

function personRow({ person, isRemoved, faceFileId }: PersonModalContent): SectionBlock {
  const crop = faceFileId === undefined ? undefined : picture(faceFileId, `Face of ${person.name}`);
  return section(`*${escapeMrkdwn(person.name)}*${isRemoved ? `\n${PEOPLE_WORDING.removedPerson}` : ''}`, crop);
}

/** Slack keeps a field's value while its block id stays the same, so the block id contains the name. */
function nameInput(name: string, hint: string | undefined): KnownBlock {
  return {
    type: 'input',
    block_id: `${NAME_BLOCK}:${name}`,
    label: plain(WORDING.nameLabel),
    ...(hint === undefined ? {} : { hint: plain(hint) }),
    element: { type: 'plain_text_input', action_id: FIELD, max_length: MAX_NAME_LENGTH, initial_value: name },
  };
}

function sameAsInput(): KnownBlock {
  return {
    type: 'input',
    block_id: SAME_AS_BLOCK,
    optional: true,
    label: plain(PEOPLE_WORDING.sameAsLabel),
    hint: plain(PEOPLE_WORDING.sameAsHint),
    element: {
      type: 'external_select',
      action_id: SAME_AS_ACTION,
      placeholder: plain(PEOPLE_WORDING.sameAsPlaceholder),
      min_query_length: 0,
    },
  };
}

function removeButton({ id, name }: Person): Button {
  return button(REMOVE_PERSON_ACTION, PEOPLE_WORDING.removePerson, {
    value: id,
    confirm: {
      title: plain(PEOPLE_WORDING.removePersonTitle),
      text: plain(removeMeans(name)),
      confirm: plain(PEOPLE_WORDING.remove),
      deny: plain(WORDING.cancel),
    },
  });
}
