import type {
  ActionsBlock,
  Checkboxes,
  ContextBlock,
  InputBlock,
  KnownBlock,
  ModalView,
  PlainTextOption,
} from '@slack/types';
import { z } from 'zod';
import { button, picture, plain, section } from './blocks.js';
import { type Choice, readChoice } from './face-choice.js';
import { packFaceBlockId } from './face-controls.js';
import { NAME_FACE_ACTION } from './name-form.js';
import { packFaces, readFaces } from './packed-faces.js';
import { pageButtons } from './page-buttons.js';
import type { SubmittedView } from './submitted-view.js';
import { count, localTime, mrkdwn, placeOf } from './text.js';
import { FACE_WORDING } from './wording/face-menu.js';
import { WORDING } from './wording/general.js';
import { NAMING_WORDING } from './wording/naming.js';
import { UNNAMED_WORDING } from './wording/unnamed-faces.js';

/** Opens all faces without a name, and turns their pages. */
export const UNNAMED_ACTION = 'unnamed_faces';
/** Opens the form that names a group of faces. Its value is of packFaces. */
export const NAME_GROUP_ACTION = 'name_group';
export const NAME_GROUP_VIEW = 'name_group';
/** Which faces of a group are meant. */
export const GROUP_FACES_ACTION = 'group_faces';

/** A face without a name. */
export interface ShownFaceRef {
  readonly photoId: string;
  readonly faceId: string;
  readonly channelId: string;
  /** `ts` of the newest message with its photo. */
  readonly messageTs: string;
  /** Slack file of a picture of it; undefined if there is none. */
  readonly faceFileId: string | undefined;
}

/** Faces that are probably the same person. */
export interface ShownGroup {
  /** The newest, at most as many as fit in a form. */
  readonly faces: readonly ShownFaceRef[];
  /** How many faces the group has, each in a photo of its own. */
  readonly size: number;
}

/** How many groups App Home shows. */
export const GROUPS_IN_HOME = 4;
export const GROUPS_PER_PAGE = 10;
/** Of one group. */
export const PICTURES_PER_GROUP = 5;

/** The groups that App Home shows: the largest, of several faces. */
export function groupsInHome(groups: readonly ShownGroup[]): readonly ShownGroup[] {
  return groups.filter(({ size }) => size > 1).slice(0, GROUPS_IN_HOME);
}

/** @param shown as {@link groupsInHome} returns them. @param all how many faces have no name. */
export function homeGroupBlocks(shown: readonly ShownGroup[], all: number): KnownBlock[] {
  const more: ActionsBlock[] =
    all === 0
      ? []
      : [{ type: 'actions', elements: [button(UNNAMED_ACTION, UNNAMED_WORDING.seeAll(all), { value: '0' })] }];
  return [...shown.flatMap(groupRow), ...more];
}

function groupRow({ faces, size }: ShownGroup): KnownBlock[] {
  const [newest] = faces;
  if (newest === undefined) return [];
  const what = size === 1 ? '1 photo' : `Probably the same person, ${count(size, 'photo')}`;
  const name = button(NAME_GROUP_ACTION, UNNAMED_WORDING.nameGroup, { value: packFaces(faces) });
  const files = faces.flatMap(({ faceFileId }) => faceFileId ?? []).slice(0, PICTURES_PER_GROUP);
  const pictures: ContextBlock[] =
    files.length === 0
      ? []
      : [
          {
            type: 'context',
            elements: [...files.map((file) => picture(file, 'A face without a name')), mrkdwn(whereOf(newest))],
          },
        ];
  return [section(files.length === 0 ? `${what}\n${whereOf(newest)}` : what, name), ...pictures];
}

function whereOf({ channelId, messageTs }: ShownFaceRef): string {
  return `${localTime(new Date(Number(messageTs) * 1000))} in ${placeOf(channelId)}`;
}

/** A page of all faces without a name, in groups. */
export function buildUnnamedFaces({
  groups,
  page,
  found,
  all,
}: {
  /** Of the page. */
  readonly groups: readonly ShownGroup[];
  /** From 0. */
  readonly page: number;
  /** How many groups there are. */
  readonly found: number;
  /** How many faces there are. */
  readonly all: number;
}): ModalView {
  const turning = pageButtons({
    page,
    pages: Math.ceil(found / GROUPS_PER_PAGE),
    action: UNNAMED_ACTION,
    before: WORDING.back,
    after: WORDING.more,
  });
  const first =
    all === 0 ? UNNAMED_WORDING.allNamed : `${count(all, 'face')} without a name in conversations you’re in.`;
  return notice([section(first), ...groups.flatMap(groupRow), ...turning]);
}

/** A modal with one message. */
export function buildUnnamedNotice(text: string): ModalView {
  return notice([section(text)]);
}

function notice(blocks: ModalView['blocks']): ModalView {
  return { type: 'modal', title: plain(UNNAMED_WORDING.title), close: plain(WORDING.close), blocks };
}

/** The same in every version of the form, so that Slack keeps what was chosen. */
const REVISION = 'group';

/** The form that names a group: each face with a picture, which of them are meant, and who it is. */
export function buildGroupForm({
  faces,
  links,
}: {
  readonly faces: readonly ShownFaceRef[];
  /** The address of each face's message; undefined if Slack gives none. */
  readonly links: readonly (string | undefined)[];
}): ModalView {
  const [newest] = faces;
  const rows = faces.flatMap((face, index) => {
    const link = links[index];
    const see = link === undefined ? '' : `\n<${link}|${WORDING.seePhoto}>`;
    const crop = face.faceFileId === undefined ? undefined : picture(face.faceFileId, `Face ${index + 1}`);
    const row = section(`*Face ${index + 1}*\n${whereOf(face)}${see}`, crop);
    return faces.length === 1 ? [row] : [row, tickBox(face, index)];
  });
  return {
    type: 'modal',
    callback_id: NAME_GROUP_VIEW,
    private_metadata: packFaces(faces),
    title: plain(FACE_WORDING.whoIsThis),
    submit: plain(WORDING.save),
    close: plain(WORDING.cancel),
    blocks: [...(newest === undefined ? [] : [nameField(newest)]), ...rows],
  };
}

function nameField({ photoId, faceId }: ShownFaceRef): InputBlock {
  return {
    type: 'input',
    block_id: packFaceBlockId({ photoId, faceId }, REVISION),
    label: plain(FACE_WORDING.whoIsThis),
    element: {
      type: 'external_select',
      action_id: NAME_FACE_ACTION,
      placeholder: plain(NAMING_WORDING.nameFaceHere),
      min_query_length: 0,
      focus_on_load: true,
    },
  };
}

/** Says whether a face is of the group. Not an input block, which would need a label beside the text of its only option. */
function tickBox(face: ShownFaceRef, index: number): ActionsBlock {
  const option: PlainTextOption = { text: plain(UNNAMED_WORDING.faceIsMeant(index + 1)), value: packFaces([face]) };
  const element: Checkboxes = {
    type: 'checkboxes',
    action_id: GROUP_FACES_ACTION,
    options: [option],
    initial_options: [option],
  };
  return { type: 'actions', block_id: `group:${index}`, elements: [element] };
}

/** A submitted form. */
export interface GroupSubmission {
  readonly faces: readonly { readonly photoId: string; readonly faceId: string }[];
  readonly choice: Choice | undefined;
  readonly text: string;
  /** The field for the name, for errors. */
  readonly nameBlock: string;
}

const optionsSchema = z.array(z.object({ value: z.string() }));

/** Reads what was chosen. */
export function readGroupForm(view: SubmittedView): GroupSubmission {
  const all = readFaces(view.private_metadata);
  const fields = Object.entries(view.state.values);
  const chosen = fields.flatMap(([, { [GROUP_FACES_ACTION]: field }]) =>
    field === undefined ? [] : (optionsSchema.safeParse(field.selected_options ?? []).data ?? []),
  );
  const [nameBlock = '', name] = fields.find(([, field]) => NAME_FACE_ACTION in field) ?? [];
  const option = name?.[NAME_FACE_ACTION]?.selected_option;
  return {
    faces: all.length === 1 ? all : chosen.flatMap(({ value }) => readFaces(value)),
    choice: readChoice(option?.value ?? ''),
    text: option?.text?.text ?? '',
    nameBlock,
  };
}
