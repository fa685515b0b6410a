import type { ModalView, SectionBlock } from '@slack/types';
import type { UndoableChange } from '../faces/person-registry.js';
import { button, plain, section } from './blocks.js';
import { taggerFor } from './face-row.js';
import { SEPARATOR } from './packed.js';
import { type PersonContext, packPersonContext } from './person-context.js';
import { escapeMrkdwn, localTime } from './text.js';
import { WORDING } from './wording/general.js';
import { PEOPLE_WORDING } from './wording/people.js';

export const UNDO_CHANGE_ACTION = 'take_back';
export const ALL_CHANGES_ACTION = 'all_changes';

/** A change to undo: its kind, whose it is, and when it was made. */
export interface ChangeRef {
  readonly kind: UndoableChange['kind'];
  readonly personId: string;
  readonly at: Date;
}

/** The value of a button that undoes a change. */
export function packChangeRef({ kind, person, at }: UndoableChange): string {
  return [kind, person.id, at.getTime()].join(SEPARATOR);
}

/** Reads a value of {@link packChangeRef}; undefined for any other. */
export function readChangeRef(value: string): ChangeRef | undefined {
  const [kind, personId, at] = value.split(SEPARATOR);
  if (kind !== 'renamed' && kind !== 'merged' && kind !== 'removed') return undefined;
  if (!personId || !at || !Number.isInteger(Number(at))) return undefined;
  return { kind, personId, at: new Date(Number(at)) };
}

/** A view takes 100 blocks (docs.slack.dev/surfaces/modals); ten are left for the rest. */
const MAX_CHANGES_SHOWN = 90;

/** One change to a person, who made it and when, with a button to undo it. @param viewerId who reads it, if that is known. */
export function changeRow(change: UndoableChange, viewerId?: string): SectionBlock {
  const undo = button(UNDO_CHANGE_ACTION, LABELS[change.kind], { value: packChangeRef(change) });
  return section(`${describeChange(change, viewerId)} · ${localTime(change.at)}`, undo);
}

const LABELS: Readonly<Record<UndoableChange['kind'], string>> = {
  renamed: WORDING.undo,
  merged: PEOPLE_WORDING.split,
  removed: PEOPLE_WORDING.putBack,
};

function describeChange(change: UndoableChange, viewerId: string | undefined): string {
  const name = bold(change.person.name);
  const by = taggerFor(viewerId, change.by);
  switch (change.kind) {
    case 'renamed':
      return `${name} · renamed from ${bold(change.from)} by ${by}`;
    case 'merged':
      return `${name} · merged into ${bold(change.into.name)} by ${by}`;
    case 'removed':
      return `${name} · removed by ${by}`;
  }
}

/** Every change that a person may see, newest first. */
export function buildAllChanges(
  changes: readonly UndoableChange[],
  context: PersonContext,
  problem: string | undefined,
): ModalView {
  const rows = changes.slice(0, MAX_CHANGES_SHOWN).map((change) => changeRow(change));
  const remark = rows.length === 0 ? PEOPLE_WORDING.nothingChanged : PEOPLE_WORDING.notAllChanges;
  const isWhole = rows.length > 0 && rows.length === changes.length;
  return {
    type: 'modal',
    private_metadata: packPersonContext(context),
    title: plain(PEOPLE_WORDING.allChangesTitle),
    close: plain(WORDING.close),
    blocks: [...(problem === undefined ? [] : [section(problem)]), ...rows, ...(isWhole ? [] : [section(remark)])],
  };
}

function bold(name: string): string {
  return `*${escapeMrkdwn(name)}*`;
}
