import type { ActionsBlock, Button, ExternalSelect, KnownBlock, SectionBlock } from '@slack/types';
import type { FaceRow } from '../faces/model.js';
import { button, plain, section } from './blocks.js';
import { describeRow } from './describe-faces.js';
import { truncate } from './format.js';
import {
  CONFIRM_PERSON_ACTION,
  PICK_PERSON_ACTION,
  packFaceBlockId,
  packPlainBlockId,
  REJECT_PERSON_ACTION,
  UNFLAG_FACE_ACTION,
  UNTAG_FACE_ACTION,
} from './ids.js';

import { WORDING } from './wording.js';

export interface RowPlace {
  readonly photoId: string;
  /** Changes with every update. */
  readonly revision: string;
  /** Puts the controls of every row beside its text, in one block: for photos with many faces. */
  readonly compact: boolean;
}

/** The verdict on one face, and the controls to answer it. */
export function buildFaceRow(row: FaceRow, { photoId, revision, compact }: RowPlace): KnownBlock[] {
  const { verdict, face } = row;
  const ref = { photoId, faceId: face.id };
  switch (verdict.kind) {
    case 'named':
      return [rowSection(packFaceBlockId(ref, revision), button(UNTAG_FACE_ACTION, WORDING.undo))];
    case 'not a face':
    case 'left unnamed':
      return [rowSection(packFaceBlockId(ref, revision), button(UNFLAG_FACE_ACTION, WORDING.undo))];
    case 'sure':
      return [withCandidateMenu(WORDING.notRight, true)];
    case 'unknown':
      return [rowSection(packFaceBlockId(ref, revision), personMenu(WORDING.choosePerson))];
    case 'likely':
      return compact ? [withCandidateMenu(WORDING.yesNoOrSomeoneElse, false)] : withButtons(verdict.person.id);
  }

  function withCandidateMenu(placeholder: string, isSure: boolean): SectionBlock {
    const candidateId = 'person' in verdict ? verdict.person.id : '';
    return rowSection(packFaceBlockId({ ...ref, candidateId, isSure }, revision), personMenu(placeholder));
  }

  function withButtons(personId: string): KnownBlock[] {
    const controls: ActionsBlock = {
      type: 'actions',
      block_id: packFaceBlockId(ref, revision),
      elements: [
        button(CONFIRM_PERSON_ACTION, WORDING.yes, { value: personId }),
        button(REJECT_PERSON_ACTION, WORDING.no, { value: personId }),
        personMenu(WORDING.someoneElse),
      ],
    };
    return [rowSection(packPlainBlockId('row', `${photoId}:${face.id}`, revision)), controls];
  }

  function rowSection(blockId: string, accessory?: Button | ExternalSelect): SectionBlock {
    return { ...section(describeRow(row, { compact }), accessory), block_id: blockId };
  }
}

function personMenu(placeholder: string): ExternalSelect {
  return {
    type: 'external_select',
    action_id: PICK_PERSON_ACTION,
    placeholder: plain(truncate(placeholder, 150)),
    min_query_length: 0,
  };
}
