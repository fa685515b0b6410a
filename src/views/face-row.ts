import type { ActionsBlock, Button, ExternalSelect, KnownBlock, SectionBlock } from '@slack/types';
import type { FaceRow } from '../faces/model.js';
import { describeRow } from './describe-faces.js';
import {
  CONFIRM_PERSON_ACTION,
  PICK_PERSON_ACTION,
  packFaceBlockId,
  packPlainBlockId,
  REJECT_PERSON_ACTION,
  UNDO_MARK_ACTION,
  UNDO_NAME_ACTION,
} from './ids.js';
import { mrkdwn, truncate } from './mrkdwn.js';
import { WORDING } from './wording.js';

export interface RowPlace {
  readonly photoId: string;
  /** Changes with every update. */
  readonly revision: string;
  /** Puts the controls of every row beside its text, in one block: for photos with many faces. */
  readonly compact: boolean;
}

/** What is said about one face, and the controls to answer it. */
export function buildFaceRow(row: FaceRow, { photoId, revision, compact }: RowPlace): KnownBlock[] {
  const { verdict, face } = row;
  const ref = { photoId, faceId: face.id };
  switch (verdict.kind) {
    case 'named':
      return [section(packFaceBlockId(ref, revision), button(UNDO_NAME_ACTION, WORDING.undo))];
    case 'not a face':
    case 'left unnamed':
      return [section(packFaceBlockId(ref, revision), button(UNDO_MARK_ACTION, WORDING.undo))];
    case 'sure':
      return [withGuessMenu(WORDING.notRight, true)];
    case 'unknown':
      return [section(packFaceBlockId(ref, revision), personMenu(WORDING.choosePerson))];
    case 'likely':
      return compact ? [withGuessMenu(WORDING.yesNoOrSomeoneElse, false)] : withButtons(verdict.person.id);
  }

  function withGuessMenu(placeholder: string, isSure: boolean): SectionBlock {
    const guessId = 'person' in verdict ? verdict.person.id : '';
    return section(packFaceBlockId({ ...ref, guessId, isSure }, revision), personMenu(placeholder));
  }

  function withButtons(personId: string): KnownBlock[] {
    const controls: ActionsBlock = {
      type: 'actions',
      block_id: packFaceBlockId(ref, revision),
      elements: [
        button(CONFIRM_PERSON_ACTION, WORDING.yes, personId),
        button(REJECT_PERSON_ACTION, WORDING.no, personId),
        personMenu(WORDING.someoneElse),
      ],
    };
    return [section(packPlainBlockId('row', `${photoId}:${face.id}`, revision)), controls];
  }

  function section(blockId: string, accessory?: Button | ExternalSelect): SectionBlock {
    return {
      type: 'section',
      block_id: blockId,
      text: mrkdwn(describeRow(row, { compact })),
      ...(accessory === undefined ? {} : { accessory }),
    };
  }
}

/** @param value left out where the block says everything: a reply has to stay below a number of bytes. */
function button(actionId: string, label: string, value?: string): Button {
  const text = { type: 'plain_text' as const, text: label };
  return { type: 'button', action_id: actionId, text, ...(value === undefined ? {} : { value }) };
}

function personMenu(placeholder: string): ExternalSelect {
  return {
    type: 'external_select',
    action_id: PICK_PERSON_ACTION,
    placeholder: { type: 'plain_text', text: truncate(placeholder, 150) },
    min_query_length: 0,
  };
}
