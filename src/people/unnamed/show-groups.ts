import type { Deps } from '../../deps.js';
import { explainFailure, isStopping } from '../../failures.js';
import type { FacePictures } from '../../replies/face-pictures.js';
import { linkToMessage, listVisibleChannels } from '../../slack/conversations.js';
import { unlessGone } from '../../slack/errors.js';
import { openModal, type Trigger } from '../../slack/modals.js';
import { sendWithPictures } from '../../slack/pictures.js';
import { MAX_PACKED_FACES } from '../../views/packed-faces.js';
import {
  buildGroupForm,
  buildUnnamedFaces,
  buildUnnamedNotice,
  GROUPS_PER_PAGE,
  PICTURES_PER_GROUP,
  type ShownFaceRef,
  type ShownGroup,
} from '../../views/unnamed-faces.js';
import { NAMING_WORDING } from '../../views/wording/naming.js';
import { UNNAMED_WORDING } from '../../views/wording/unnamed-faces.js';
import type { FindUnnamed, UnnamedFace } from './unnamed-faces.js';

export type ShowGroupsDeps = Pick<Deps, 'recognizer' | 'slack' | 'log' | 'sleep'> & {
  readonly findUnnamed: FindUnnamed;
  readonly facePictures: FacePictures;
};

/** A group as it is shown, with the pictures that were made before. */
export function toShownGroup(deps: Pick<ShowGroupsDeps, 'facePictures'>, faces: readonly UnnamedFace[]): ShownGroup {
  return { faces: faces.slice(0, MAX_PACKED_FACES).map((face) => toShown(deps, face)), size: faces.length };
}

function toShown({ facePictures }: Pick<ShowGroupsDeps, 'facePictures'>, face: UnnamedFace): ShownFaceRef {
  const { photoId, faceId, place } = face;
  return { photoId, faceId, ...place, faceFileId: facePictures.find(photoId, faceId) };
}

/** Makes the pictures that are still missing among the first of a group. */
export async function addPictures(
  { facePictures }: Pick<ShowGroupsDeps, 'facePictures'>,
  { faces, size }: ShownGroup,
  limit = PICTURES_PER_GROUP,
): Promise<ShownGroup> {
  const shown = await Promise.all(
    faces.map(async (face, index) =>
      face.faceFileId !== undefined || index >= limit
        ? face
        : { ...face, faceFileId: await facePictures.make(face.photoId, face.faceId) },
    ),
  );
  return { faces: shown, size };
}

/** Opens a page of all faces without a name: a notice at once, because a trigger expires after 3 s, then the groups. */
export async function openUnnamed(deps: ShowGroupsDeps, trigger: Trigger, viewerId: string): Promise<void> {
  const opened = await openModal(deps.slack, trigger, buildUnnamedNotice(NAMING_WORDING.findingFaces));
  if (opened.view?.id !== undefined) await showUnnamed(deps, opened.view.id, viewerId, 0);
}

/** Shows a page in an open modal. What the viewer may see is looked up each time. */
export async function showUnnamed(
  deps: ShowGroupsDeps,
  viewId: string,
  viewerId: string,
  wanted: number,
): Promise<void> {
  try {
    const { groups, all } = await deps.findUnnamed.groupsFor(await listVisibleChannels(deps, viewerId));
    const page = Math.min(Math.max(0, wanted), Math.max(0, Math.ceil(groups.length / GROUPS_PER_PAGE) - 1));
    const onPage = groups.slice(page * GROUPS_PER_PAGE, (page + 1) * GROUPS_PER_PAGE);
    const show = (shown: readonly ShownGroup[]) =>
      sendWithPictures(deps, (withPictures) =>
        unlessGone(
          deps.slack.views.update({
            view_id: viewId,
            view: buildUnnamedFaces({
              groups: withPictures ? shown : shown.map(withoutPictures),
              page,
              found: groups.length,
              all,
            }),
          }),
        ),
      );
    const shown = onPage.map((group) => toShownGroup(deps, group));
    if ((await show(shown)) === undefined) return;
    await show(await Promise.all(shown.map((group) => addPictures(deps, group))));
  } catch (error) {
    if (isStopping(error)) throw error;
    const view = buildUnnamedNotice(explainFailure(error, deps.log));
    await unlessGone(deps.slack.views.update({ view_id: viewId, view }));
  }
}

/** Opens the form that names a group. Faces that have a name by now, or that the viewer may not see, are left out. */
export async function openGroup(
  deps: ShowGroupsDeps,
  trigger: Trigger,
  viewerId: string,
  wanted: readonly { readonly photoId: string; readonly faceId: string }[],
): Promise<void> {
  const opened = await openModal(deps.slack, trigger, buildUnnamedNotice(NAMING_WORDING.findingFaces));
  const viewId = opened.view?.id;
  if (viewId === undefined) return;
  const update = (view: ReturnType<typeof buildUnnamedNotice>) =>
    unlessGone(deps.slack.views.update({ view_id: viewId, view }));
  try {
    const open = await stillUnnamed(deps, viewerId, wanted);
    if (open.length === 0) return void (await update(buildUnnamedNotice(UNNAMED_WORDING.namedMeanwhile)));
    const links = await Promise.all(open.map(({ place }) => linkToMessage(deps, place.channelId, place.messageTs)));
    const group = toShownGroup(deps, open);
    const show = ({ faces }: ShownGroup) =>
      sendWithPictures(deps, (withPictures) =>
        update(buildGroupForm({ faces: withPictures ? faces : faces.map(withoutPicture), links })),
      );
    if ((await show(group)) === undefined) return;
    if (group.faces.some(({ faceFileId }) => faceFileId === undefined))
      await show(await addPictures(deps, group, MAX_PACKED_FACES));
  } catch (error) {
    if (isStopping(error)) throw error;
    await update(buildUnnamedNotice(explainFailure(error, deps.log)));
  }
}

/** Those of the faces that have no name and that the viewer may see, in the same order. */
export async function stillUnnamed(
  deps: Pick<ShowGroupsDeps, 'slack' | 'findUnnamed'>,
  viewerId: string,
  wanted: readonly { readonly photoId: string; readonly faceId: string }[],
): Promise<UnnamedFace[]> {
  const faces = await deps.findUnnamed.list(await listVisibleChannels(deps, viewerId));
  const byKey = new Map(faces.map((face) => [`${face.photoId} ${face.faceId}`, face]));
  return wanted.flatMap(({ photoId, faceId }) => byKey.get(`${photoId} ${faceId}`) ?? []);
}

function withoutPictures(group: ShownGroup): ShownGroup {
  return { ...group, faces: group.faces.map(withoutPicture) };
}

function withoutPicture(face: ShownFaceRef): ShownFaceRef {
  return { ...face, faceFileId: undefined };
}
