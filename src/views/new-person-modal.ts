import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { cleanName, MAX_NAME_LENGTH } from '../faces/names.js';
import { picture, plain, section } from './blocks.js';
import { type ListBelow, listBelowSchema } from './names-modal.js';
import { type Namesake, namesakeBlocks, readNamesake } from './namesake.js';
import type { SubmittedView } from './submitted-view.js';
import { WORDING } from './wording/general.js';
import { NAMING_WORDING } from './wording/naming.js';

/** The modals that add a person and that ask whether they are already known. */
export const NEW_PERSON_VIEW = 'new_person';
export const SAME_PERSON_VIEW = 'same_person';

/** The face a modal is about, and the reply to update afterwards. Ids only. */
export interface ModalTarget {
  readonly photoId: string;
  readonly faceId: string;
  readonly channelId: string;
  readonly threadTs: string;
  readonly replyTs: string;
  readonly list?: ListBelow | undefined;
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
  /** Whether it was confirmed that they agreed to be recognised. */
  readonly hasAgreed: boolean;
}

/** Block ids of the fields. An error is shown beside its field. */
export const NAME_BLOCK = 'name';
const MEMBER_BLOCK = 'member';
export const AGREED_BLOCK = 'agreed';
const FIELD = 'value';

/**
 * "Add someone new": a name, and optionally their Slack account.
 * @param asksAgreement whether to confirm that someone without an account agreed.
 */
export function buildNewPersonModal(target: ModalTarget, face: ShownFace, asksAgreement: boolean): ModalView {
  return {
    type: 'modal',
    callback_id: NEW_PERSON_VIEW,
    private_metadata: JSON.stringify({ target }),
    title: plain(NAMING_WORDING.newPersonTitle),
    submit: plain(NAMING_WORDING.newPersonSubmit),
    close: plain(WORDING.cancel),
    blocks: [
      ...faceBlocks(face),
      nameInput('', undefined),
      {
        type: 'input',
        block_id: MEMBER_BLOCK,
        optional: true,
        label: plain(NAMING_WORDING.memberLabel),
        hint: plain(NAMING_WORDING.memberHint),
        element: { type: 'users_select', action_id: FIELD, placeholder: plain(NAMING_WORDING.memberPlaceholder) },
      },
      ...(asksAgreement ? [agreedInput()] : []),
    ],
  };
}

/** Asks whether a name means someone who has it already. */
export function buildSamePersonModal(
  target: ModalTarget,
  namesakes: readonly Namesake[],
  answer: NewPersonAnswer,
): ModalView {
  return {
    type: 'modal',
    callback_id: SAME_PERSON_VIEW,
    private_metadata: JSON.stringify({
      target,
      askedName: answer.name,
      userId: answer.userId,
      hasAgreed: answer.hasAgreed,
    }),
    title: plain(NAMING_WORDING.samePersonTitle),
    submit: plain(NAMING_WORDING.newPersonSubmit),
    close: plain(WORDING.cancel),
    blocks: [...namesakeBlocks(namesakes), nameInput(answer.name, NAMING_WORDING.tellApart)],
  };
}

const metadataSchema = z.object({
  target: z.object({
    photoId: z.string(),
    faceId: z.string(),
    channelId: z.string(),
    threadTs: z.string(),
    replyTs: z.string(),
    list: listBelowSchema.optional(),
  }),
  askedName: z.string().optional(),
  userId: z.string().optional(),
  hasAgreed: z.boolean().optional(),
});

/** A submission of either modal. */
export interface NewPersonSubmission {
  readonly target: ModalTarget;
  readonly answer: NewPersonAnswer;
  /** The name that the second modal asked about; undefined in the first. */
  readonly askedName: string | undefined;
  /** The id of the namesake that was confirmed. */
  readonly sameAs: string | undefined;
}

/** @throws ZodError */
export function readNewPersonSubmission(view: SubmittedView): NewPersonSubmission {
  const { target, askedName, userId, hasAgreed } = metadataSchema.parse(JSON.parse(view.private_metadata));
  const field = (block: string) => view.state.values[block]?.[FIELD];
  return {
    target,
    answer: {
      name: cleanName(field(NAME_BLOCK)?.value ?? ''),
      userId: field(MEMBER_BLOCK)?.selected_user ?? userId,
      hasAgreed: hasAgreed === true || (field(AGREED_BLOCK)?.selected_options ?? []).length > 0,
    },
    askedName,
    sameAs: readNamesake(view.state.values),
  };
}

function faceBlocks({ number, pictureFileId, faceFileId }: ShownFace): KnownBlock[] {
  const which = number === undefined ? NAMING_WORDING.thisFace : `Face ${number} in this photo`;
  return [
    ...(pictureFileId === undefined ? [] : [picture(pictureFileId, `${which}, with a number on every face`)]),
    section(which, faceFileId === undefined ? undefined : picture(faceFileId, which)),
  ];
}

function agreedInput(): KnownBlock {
  return {
    type: 'input',
    block_id: AGREED_BLOCK,
    // Slack cannot require it only of people without an account.
    optional: true,
    label: plain(NAMING_WORDING.agreedLabel),
    hint: plain(NAMING_WORDING.agreedHint),
    element: {
      type: 'checkboxes',
      action_id: FIELD,
      options: [{ text: plain(NAMING_WORDING.agreed), value: 'agreed' }],
    },
  };
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
