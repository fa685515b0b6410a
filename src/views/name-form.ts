import type { ContextBlock, ExternalSelect, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { z } from 'zod';
import { context, MAX_OPTION_TEXT, picture, plain, section } from './blocks.js';
import { type Choice, packChoice, readChoice } from './face-choice.js';
import { packFaceBlockId, readFaceBlockId } from './face-controls.js';
import { packPlainBlockId } from './packed.js';
import type { SubmittedView } from './submitted-view.js';
import { truncate } from './text.js';
import { WORDING } from './wording/general.js';
import { moreFacesFollow, NAMING_WORDING, namedMeanwhile } from './wording/naming.js';

/** The button that opens the form for all faces without a name, the form, and its menus. */
export const NAME_EVERYONE_ACTION = 'name_everyone';
export const NAME_EVERYONE_VIEW = 'name_everyone';
export const NAME_FACE_ACTION = 'name_face';

/** Where a form belongs. Ids only. */
export interface NameFormContext {
  readonly reply: { readonly channelId: string; readonly threadTs: string; readonly ts: string };
  /** The form shows faces after this one of the reply, counted from 1 over all its photos. */
  readonly after: number;
  /** The last face it shows, if there are more. */
  readonly until?: number | undefined;
  /** The people who were confirmed for several faces of one photo. */
  readonly asked: readonly string[];
}

/** A face without a name. */
export interface NameFormFace {
  readonly photoId: string;
  readonly faceId: string;
  /** "Face 3", "Photo 2, face 3". */
  readonly label: string;
  /** What is asked about it. mrkdwn. */
  readonly question: string;
  /** Slack file of the face alone, if there is one. */
  readonly faceFileId: string | undefined;
  /** What is filled in. */
  readonly chosen: ChosenOption | undefined;
}

/** A choice in a menu, with the text it has there. */
export interface ChosenOption {
  readonly text: string;
  readonly choice: Choice;
}

export interface NameFormContent {
  readonly context: NameFormContext;
  /** At most {@link FACES_PER_FORM}. */
  readonly faces: readonly NameFormFace[];
  /** How many faces follow in another form. */
  readonly left: number;
  /** Slack files of numbered pictures by photo id, for photos whose faces are not cut out yet. */
  readonly pictures: ReadonlyMap<string, string>;
  /** A question or a problem, in mrkdwn. By default, what the form is for. */
  readonly notice?: string;
}

/** A face is two blocks, and a modal has room for 100 (docs.slack.dev/reference/views/modal-views). */
export const FACES_PER_FORM = 40;
const MAX_PICTURES = 10;
/** The same in every version of a form, so that Slack keeps what was chosen when the form is updated. */
const REVISION = 'form';

/** The form that names every face of a reply at once: each face cut out, with a menu. */
export function buildNameForm({ context: where, faces, left, pictures, notice }: NameFormContent): ModalView {
  const photoIds = [...new Set(faces.map(({ photoId }) => photoId))];
  const shown = new Set(photoIds.filter((photoId) => pictures.has(photoId)).slice(0, MAX_PICTURES));
  const isAsking = where.asked.length > 0;
  return {
    type: 'modal',
    callback_id: NAME_EVERYONE_VIEW,
    private_metadata: JSON.stringify(where),
    title: plain(NAMING_WORDING.nameEveryone),
    submit: plain(isAsking ? NAMING_WORDING.saveAnyway : left > 0 ? NAMING_WORDING.saveAndContinue : WORDING.save),
    close: plain(WORDING.cancel),
    blocks: [
      notice === undefined ? hint(faces, left) : section(notice),
      ...faces.flatMap((face, index) => {
        const isFirst = faces[index - 1]?.photoId !== face.photoId;
        const fileId = isFirst && shown.has(face.photoId) ? pictures.get(face.photoId) : undefined;
        const photo = fileId === undefined ? [] : [picture(fileId, NAMING_WORDING.numberedPicture)];
        return [...photo, ...faceRow(face, index === 0)];
      }),
    ],
  };
}

/** A modal with one message. @param text mrkdwn. */
export function buildNameFormNotice(text: string): ModalView {
  return {
    type: 'modal',
    title: plain(NAMING_WORDING.nameEveryone),
    close: plain(WORDING.close),
    blocks: [section(text)],
  };
}

/** Says which names someone else gave while the form was open. @param lines one for each, in mrkdwn. */
export function buildNamedMeanwhile(saved: number, lines: readonly string[]): ModalView {
  return buildNameFormNotice(`${namedMeanwhile(saved)}\n${lines.join('\n')}`);
}

function hint(faces: readonly NameFormFace[], left: number): ContextBlock {
  return context(
    [
      NAMING_WORDING.nameEveryoneHint,
      ...(faces.some(({ chosen }) => chosen !== undefined) ? [NAMING_WORDING.guessesFilledIn] : []),
      ...(left > 0 ? [moreFacesFollow(left)] : []),
    ].join(' '),
  );
}

function faceRow(
  { photoId, faceId, label, question, faceFileId, chosen }: NameFormFace,
  isFirst: boolean,
): KnownBlock[] {
  const menu: ExternalSelect = {
    type: 'external_select',
    action_id: NAME_FACE_ACTION,
    placeholder: plain(NAMING_WORDING.nameFaceHere),
    min_query_length: 0,
    ...(chosen === undefined ? {} : { initial_option: toOption(chosen) }),
    ...(isFirst ? { focus_on_load: true } : {}),
  };
  const face = faceFileId === undefined ? undefined : picture(faceFileId, label);
  return [
    { ...section(question, face), block_id: packPlainBlockId('about', photoId, faceId) },
    {
      type: 'input',
      block_id: packFaceBlockId({ photoId, faceId }, REVISION),
      optional: true,
      label: plain(label),
      element: menu,
    },
  ];
}

function toOption({ text, choice }: ChosenOption): PlainTextOption {
  return { text: plain(truncate(text, MAX_OPTION_TEXT)), value: packChoice(choice) };
}

const contextSchema = z.object({
  reply: z.object({ channelId: z.string(), threadTs: z.string(), ts: z.string() }),
  after: z.number(),
  until: z.number().optional(),
  asked: z.array(z.string()),
});

/** The blocks of a face, as Slack sends them back. */
const blockSchema = z.object({
  type: z.string(),
  block_id: z.string(),
  text: z.object({ text: z.string() }).optional(),
  label: z.object({ text: z.string() }).optional(),
});

/** The chosen answer for one face. */
export interface NameFormAnswer extends NameFormFace {
  /** Where an error about it is shown. */
  readonly blockId: string;
  readonly chosen: ChosenOption;
}

/** A submission of the form. */
export interface NameFormSubmission {
  readonly context: NameFormContext;
  /** Every face of the form. */
  readonly faces: readonly NameFormFace[];
  readonly answers: readonly NameFormAnswer[];
  /** The first field, for errors that are about none. */
  readonly firstBlock: string;
}

/** Reads what was chosen, and everything that is needed to show the form again. @throws ZodError */
export function readNameForm(view: SubmittedView & { readonly blocks: readonly unknown[] }): NameFormSubmission {
  const blocks = view.blocks.flatMap((block) => blockSchema.safeParse(block).data ?? []);
  const questions = new Map(blocks.map((block) => [block.block_id, block.text?.text ?? '']));
  const rows = blocks.flatMap((block): (NameFormFace & { readonly blockId: string })[] => {
    const ref = block.type === 'input' ? readFaceBlockId(block.block_id) : undefined;
    if (ref === undefined) return [];
    const { photoId, faceId } = ref;
    const option = view.state.values[block.block_id]?.[NAME_FACE_ACTION]?.selected_option;
    const choice = readChoice(option?.value ?? '');
    const chosen = choice === undefined ? undefined : { text: option?.text?.text ?? '', choice };
    const question = questions.get(packPlainBlockId('about', photoId, faceId)) ?? '';
    const label = block.label?.text ?? '';
    return [{ photoId, faceId, blockId: block.block_id, label, question, faceFileId: undefined, chosen }];
  });
  return {
    context: contextSchema.parse(JSON.parse(view.private_metadata)),
    faces: rows,
    answers: rows.flatMap((row) => {
      const { chosen } = row;
      return chosen === undefined || chosen.choice.kind === 'leave open' ? [] : [{ ...row, chosen }];
    }),
    firstBlock: rows[0]?.blockId ?? '',
  };
}
