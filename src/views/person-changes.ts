import type { ModalView, SectionBlock } from '@slack/types';
import type { UndoableChange } from '../faces/person-registry.js';
import { tagger } from './describe-faces.js';
import { packTakenBack, TAKE_BACK_ACTION } from './ids.js';
import { escapeMrkdwn, localTime, section } from './mrkdwn.js';
import { type PersonContext, packPersonContext } from './person-context.js';
import { WORDING } from './wording.js';

/** A view has room for 100 blocks (docs.slack.dev/surfaces/modals); some of it is for what stands around the changes. */
const MAX_CHANGES_SHOWN = 90;

/** One change of a person, who made it and when, with a button that takes it back. */
export function changeRow(change: UndoableChange): SectionBlock {
  return {
    ...section(`${describeChange(change)} · ${localTime(change.at)}`),
    accessory: {
      type: 'button',
      action_id: TAKE_BACK_ACTION,
      text: { type: 'plain_text', text: LABELS[change.kind] },
      value: packTakenBack(change),
    },
  };
}

const LABELS: Readonly<Record<UndoableChange['kind'], string>> = {
  renamed: WORDING.undo,
  merged: WORDING.split,
  removed: WORDING.putBack,
};

function describeChange(change: UndoableChange): string {
  const name = bold(change.person.name);
  const by = tagger(change.by);
  switch (change.kind) {
    case 'renamed':
      return `${name} · renamed from ${bold(change.from)} by ${by}`;
    case 'merged':
      return `${name} · merged into ${bold(change.into.name)} by ${by}`;
    case 'removed':
      return `${name} · removed by ${by}`;
  }
}

/** Every change somebody may see, newest first. */
export function buildAllChanges(
  changes: readonly UndoableChange[],
  context: PersonContext,
  problem: string | undefined,
): ModalView {
  const rows = changes.slice(0, MAX_CHANGES_SHOWN).map(changeRow);
  const note = rows.length === 0 ? WORDING.nothingChanged : WORDING.notAllChanges;
  const isWhole = rows.length > 0 && rows.length === changes.length;
  return {
    type: 'modal',
    private_metadata: packPersonContext(context),
    title: { type: 'plain_text', text: WORDING.allChangesTitle },
    close: { type: 'plain_text', text: WORDING.close },
    blocks: [...(problem === undefined ? [] : [section(problem)]), ...rows, ...(isWhole ? [] : [section(note)])],
  };
}

function bold(name: string): string {
  return `*${escapeMrkdwn(name)}*`;
}
