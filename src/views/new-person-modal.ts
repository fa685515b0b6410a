import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { z } from 'zod';
import type { Person } from '../faces/model.js';
import { cleanName, MAX_NAME_LENGTH } from '../faces/names.js';
import { picture, plain, section } from './blocks.js';
import { NEW_PERSON_VIEW, SAME_PERSON_VIEW } from './ids.js';
import type { SubmittedView } from './submitted-view.js';
import { escapeMrkdwn } from './text.js';
import { WORDING } from './wording.js';

/** The face a modal is about, and the reply to update afterwards. Ids only. */
export interface ModalTarget {
  readonly photoId: string;
  readonly faceId: string;
  readonly channelId: string;
  readonly threadTs: string;
  readonly replyTs: string;
}

/** What the modal shows of the face. */
export interface ShownFace {
  /** Its number on the picture; undefined if it was not known in time. */
  readonly number: number | undefined;
  /** Slack file of the picture with numbered boxes, if there is one. */
  readonly pictureFileId: string | undefined;
  /** Slack file of the face alone, if there is one. */
  readonly faceFileId: string | undefined;
}

/** The submitted answer. */
export interface NewPersonAnswer {
  /** Cleaned; empty if nothing is left. */
  readonly name: string;
  /** Their account in the workspace, if one was chosen. */
  readonly userId: string | undefined;
}

/** Block ids of the fields. An error is shown beside its field. */
export const NAME_BLOCK = 'name';
const MEMBER_BLOCK = 'member';
const SAME_BLOCK = 'same';
const FIELD = 'value';

/** "Add someone new": a name, and optionally their Slack account. */
export function buildNewPersonModal(target: ModalTarget, face: ShownFace): ModalView {
  return {
    type: 'modal',
    callback_id: NEW_PERSON_VIEW,
    private_metadata: JSON.stringify({ target }),
    title: plain(WORDING.newPersonTitle),
    submit: plain(WORDING.newPersonSubmit),
    close: plain(WORDING.cancel),
    blocks: [
      ...faceBlocks(face),
      nameInput('', undefined),
      {
        type: 'input',
        block_id: MEMBER_BLOCK,
        optional: true,
        label: plain(WORDING.memberLabel),
        hint: plain(WORDING.memberHint),
        element: { type: 'users_select', action_id: FIELD, placeholder: plain(WORDING.memberPlaceholder) },
      },
    ],
  };
}

/** Asks whether a known name means the same person. */
export function buildSamePersonModal(target: ModalTarget, known: Person, answer: NewPersonAnswer): ModalView {
  const same = option(WORDING.samePerson, 'same');
  return {
    type: 'modal',
    callback_id: SAME_PERSON_VIEW,
    private_metadata: JSON.stringify({ target, personId: known.id, userId: answer.userId }),
    title: plain(WORDING.samePersonTitle),
    submit: plain(WORDING.newPersonSubmit),
    close: plain(WORDING.cancel),
    blocks: [
      section(`I already know *${escapeMrkdwn(known.name)}*.`),
      {
        type: 'input',
        block_id: SAME_BLOCK,
        label: plain(WORDING.samePersonLabel),
        element: {
          type: 'radio_buttons',
          action_id: FIELD,
          initial_option: same,
          options: [same, option(WORDING.anotherPerson, 'another')],
        },
      },
      nameInput(answer.name, WORDING.tellApart),
    ],
  };
}

const metadataSchema = z.object({
  target: z.object({
    photoId: z.string(),
    faceId: z.string(),
    channelId: z.string(),
    threadTs: z.string(),
    replyTs: z.string(),
  }),
  personId: z.string().optional(),
  userId: z.string().optional(),
});

/** Reads a submission of either modal. `sameAs` is the id of the known person that was confirmed. @throws ZodError */
export function readNewPersonSubmission(view: SubmittedView): {
  readonly target: ModalTarget;
  readonly answer: NewPersonAnswer;
  readonly sameAs: string | undefined;
} {
  const { target, personId, userId } = metadataSchema.parse(JSON.parse(view.private_metadata));
  const field = (block: string) => view.state.values[block]?.[FIELD];
  const isSame = field(SAME_BLOCK)?.selected_option?.value === 'same';
  return {
    target,
    answer: {
      name: cleanName(field(NAME_BLOCK)?.value ?? ''),
      userId: field(MEMBER_BLOCK)?.selected_user ?? userId,
    },
    sameAs: isSame ? personId : undefined,
  };
}

function faceBlocks({ number, pictureFileId, faceFileId }: ShownFace): KnownBlock[] {
  const which = number === undefined ? WORDING.thisFace : `Face ${number} in this photo`;
  return [
    ...(pictureFileId === undefined ? [] : [picture(pictureFileId, `${which}, with a number on every face`)]),
    section(which, faceFileId === undefined ? undefined : picture(faceFileId, which)),
  ];
}

function nameInput(initial: string, hint: string | undefined): KnownBlock {
  return {
    type: 'input',
    block_id: NAME_BLOCK,
    label: plain(WORDING.nameLabel),
    ...(hint === undefined ? {} : { hint: plain(hint) }),
    element: {
      type: 'plain_text_input',
      action_id: FIELD,
      max_length: MAX_NAME_LENGTH,
      focus_on_load: true,
      ...(initial === '' ? {} : { initial_value: initial }),
    },
  };
}

function option(text: string, value: string): PlainTextOption {
  return { text: plain(text), value };
}
