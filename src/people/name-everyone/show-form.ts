import type { ModalView } from '@slack/types';
import type { Deps } from '../../deps.js';
import { UserFacingError } from '../../errors.js';
import type { FaceRow } from '../../faces/model.js';
import { explainFailure, isStopping } from '../../failures.js';
import type { FacePictures } from '../../replies/face-pictures.js';
import { unlessGone } from '../../slack/errors.js';
import { isPictureRefused, sendWithPictures } from '../../slack/pictures.js';
import { startDeadline } from '../../slack/timeout.js';
import { describeOpen } from '../../views/face-row.js';
import {
  buildNameForm,
  buildNameFormNotice,
  FACES_PER_FORM,
  type NameFormContent,
  type NameFormContext,
  type NameFormFace,
  type NameFormSubmission,
} from '../../views/name-form.js';
import { NAMING_WORDING } from '../../views/wording/naming.js';
import { REPLY_WORDING } from '../../views/wording/replies.js';
import { findReplyFaces, nameOfFace, type OpenFacesDeps, type ReplyFaces } from './open-faces.js';

export type NameFormDeps = OpenFacesDeps &
  Pick<Deps, 'log' | 'sleep'> & { readonly facePictures: Pick<FacePictures, 'find' | 'makeAll'> };

/** A modal that is open. */
interface OpenView {
  readonly id: string;
  /** Changes with every update, so that an update that comes late replaces nothing newer. */
  readonly hash: string | undefined;
}

/**
 * Opens the form that names every face of a reply. A trigger expires after 3 s, so it opens with what is known by then, and the
 * faces that are cut out later are added.
 */
export async function openNameForm(
  deps: NameFormDeps,
  trigger_id: string,
  reply: NameFormContext['reply'],
): Promise<void> {
  const deadline = startDeadline();
  const open = async (view: ModalView) => viewOf(await deps.slack.views.open({ trigger_id, view }));
  const gathering = gather(deps, { reply, after: 0, asked: [] });
  const form = await deadline.before(gathering);
  if (form === undefined) {
    const opened = await open(buildNameFormNotice(NAMING_WORDING.findingFaces));
    if (opened !== undefined) await fill(deps, opened, gathering);
    return;
  }
  if (form.faces.length === 0) {
    await open(buildNameFormNotice(NAMING_WORDING.everyoneHasAName));
    return;
  }
  const making = makePictures(deps, form);
  await deadline.before(making);
  let shown = withPictures(deps, form);
  const opened = await open(buildNameForm(shown)).catch((error: unknown) => {
    // A picture that is gone, or not ready yet, must not keep the form closed.
    if (!isPictureRefused(error)) throw error;
    shown = withoutPhotos(form);
    return open(buildNameForm(shown));
  });
  if (opened !== undefined) await addPictures(deps, opened, shown, making);
}

/** Shows the next faces in an open modal. */
export async function continueNameForm(deps: NameFormDeps, viewId: string, context: NameFormContext): Promise<void> {
  await fill(deps, { id: viewId, hash: undefined }, gather(deps, context));
}

/**
 * The form as it was submitted, with a question or a problem above it. Needs no service to answer, so that nothing that was
 * chosen is lost.
 */
export function keepNameForm(
  deps: Pick<NameFormDeps, 'facePictures'>,
  { faces, context }: Pick<NameFormSubmission, 'faces' | 'context'>,
  notice: string,
): ModalView {
  const left = context.until === undefined ? 0 : 1;
  return buildNameForm({ ...withPictures(deps, { context, faces, left, pictures: new Map() }), notice });
}

/** Replaces what an open modal shows by the form, or by what went wrong. */
async function fill(deps: NameFormDeps, opened: OpenView, gathering: Promise<NameFormContent>): Promise<void> {
  try {
    const form = await gathering;
    if (form.faces.length === 0) {
      await update(deps, opened, buildNameFormNotice(NAMING_WORDING.everyoneHasAName));
      return;
    }
    const shown = withoutPhotos(form);
    const now = await update(deps, opened, buildNameForm(shown));
    if (now !== undefined) await addPictures(deps, now, shown, makePictures(deps, form));
  } catch (error) {
    if (isStopping(error)) throw error;
    await update(deps, opened, buildNameFormNotice(explainFailure(error, deps.log)));
  }
}

/** @throws UserFacingError if the reply is gone. */
async function gather(deps: OpenFacesDeps, context: NameFormContext): Promise<NameFormContent> {
  const found = await findReplyFaces(deps, context.reply);
  if (found === undefined) throw new UserFacingError(REPLY_WORDING.replyGone);
  return contentOf(found, context);
}

/** The faces that a form is about, without their pictures. */
function contentOf({ photos, open }: ReplyFaces, context: NameFormContext): NameFormContent {
  const following = open.filter(({ place }) => place > context.after);
  const faces = following.slice(0, FACES_PER_FORM);
  const left = following.length - faces.length;
  const pictures = photos.flatMap(({ photoId, pictureFileId }): [string, string][] =>
    pictureFileId === undefined ? [] : [[photoId, pictureFileId]],
  );
  return {
    context: { ...context, until: left > 0 ? faces.at(-1)?.place : undefined },
    faces: faces.map((face) => ({
      photoId: face.photoId,
      faceId: face.row.face.id,
      label: nameOfFace(face),
      ...askAbout(face.row),
      faceFileId: undefined,
    })),
    left,
    pictures: new Map(pictures),
  };
}

/** A likely person is filled in. */
function askAbout(row: FaceRow): Pick<NameFormFace, 'question' | 'chosen'> {
  const { verdict } = row;
  const question = describeOpen(row);
  if (verdict.kind !== 'likely') return { question, chosen: undefined };
  const { id, name } = verdict.person;
  return { question, chosen: { text: name, choice: { kind: 'person', personId: id } } };
}

/** Adds the faces that are cut out by now. Where some are missing, the whole photo is shown too. */
function withPictures({ facePictures }: Pick<NameFormDeps, 'facePictures'>, content: NameFormContent): NameFormContent {
  const faces = content.faces.map((face) => ({ ...face, faceFileId: facePictures.find(face.photoId, face.faceId) }));
  const incomplete = new Set(faces.filter((face) => face.faceFileId === undefined).map(({ photoId }) => photoId));
  return { ...content, faces, pictures: new Map([...content.pictures].filter(([photoId]) => incomplete.has(photoId))) };
}

function withoutPhotos(content: NameFormContent): NameFormContent {
  return { ...content, pictures: new Map() };
}

async function makePictures({ facePictures }: NameFormDeps, { faces }: NameFormContent): Promise<void> {
  const byPhoto = new Map<string, string[]>();
  for (const { photoId, faceId } of faces) byPhoto.set(photoId, [...(byPhoto.get(photoId) ?? []), faceId]);
  await Promise.all([...byPhoto].map(([photoId, faceIds]) => facePictures.makeAll(photoId, faceIds)));
}

/** Adds the faces that were not cut out in time, or that Slack did not show yet. The form does not move otherwise. */
async function addPictures(
  deps: NameFormDeps,
  opened: OpenView,
  shown: NameFormContent,
  making: Promise<void>,
): Promise<void> {
  await making;
  const faces = withPictures(deps, shown).faces;
  if (faces.every(({ faceFileId }, index) => faceFileId === shown.faces[index]?.faceFileId)) return;
  await sendWithPictures(deps, (isWithPictures) =>
    update(deps, opened, buildNameForm(isWithPictures ? { ...shown, faces } : shown)),
  );
}

/** @returns undefined if the modal was closed, or shows something newer. */
async function update({ slack }: NameFormDeps, { id, hash }: OpenView, view: ModalView): Promise<OpenView | undefined> {
  const answer = await unlessGone(slack.views.update({ view_id: id, ...(hash === undefined ? {} : { hash }), view }));
  return answer && viewOf(answer);
}

function viewOf({ view }: { readonly view?: { readonly id?: string; readonly hash?: string } }): OpenView | undefined {
  return view?.id === undefined ? undefined : { id: view.id, hash: view.hash };
}
