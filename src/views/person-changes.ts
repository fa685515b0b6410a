import type { ModalView, SectionBlock } from '@slack/types';
import type { UndoableChange } from '../faces/person-registry.js';
import { button, plain, section } from './blocks.js';
import { taggerFor } from './face-row.js';

import { packChangeRef, UNDO_CHANGE_ACTION } from './ids.js';
import { type PersonContext, packPersonContext } from './person-context.js';
import { escapeMrkdwn, localTime } from './text.js';
import { WORDING } from './wording.js';

/** A view takes 100 blocks (docs.slack.dev/surfaces/modals); ten are left for the rest. */
const MAX_CHANGES_SHOWN = 90;

/** One change to a person, who made it and when, with a button to undo it. @param viewerId who reads it, if that is known. */
export function changeRow(change: UndoableChange, viewerId?: string): SectionBlock {
  const undo = button(UNDO_CHANGE_ACTION, LABELS[change.kind], { value: packChangeRef(change) });
  return section(`${describeChange(change, viewerId)} · ${localTime(change.at)}`, undo);
}

const LABELS: Readonly<Record<UndoableChange['kind'], string>> = {
  renamed: WORDING.undo,
  merged: WORDING.split,
  removed: WORDING.putBack,
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
  const remark = rows.length === 0 ? WORDING.nothingChanged : WORDING.notAllChanges;
  const isWhole = rows.length > 0 && rows.length === changes.length;
  return {
    type: 'modal',
    private_metadata: packPersonContext(context),
    title: plain(WORDING.allChangesTitle),
    close: plain(WORDING.close),
    blocks: [...(problem === undefined ? [] : [section(problem)]), ...rows, ...(isWhole ? [] : [section(remark)])],
  };
}

function bold(name: string): string {
  return `*${escapeMrkdwn(name)}*`;
}
