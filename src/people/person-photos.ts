import type { Deps } from '../deps.js';
import { explainFailure, isStopping } from '../failures.js';
import type { FacePictures } from '../replies/face-pictures.js';
import { linkToMessage } from '../slack/conversations.js';
import { unlessGone } from '../slack/errors.js';
import { openModal, type Trigger } from '../slack/modals.js';
import { sendWithPictures } from '../slack/pictures.js';
import { buildPersonPhotos, buildPhotosNotice, MAX_PHOTOS_SHOWN, type ShownPhoto } from '../views/person-photos.js';
import { WORDING } from '../views/wording.js';
import type { GatherPeople } from './home/gather-people.js';

type PhotosDeps = Pick<Deps, 'recognizer' | 'slack' | 'log' | 'sleep'> & {
  readonly facePictures: FacePictures;
  readonly gatherPeople: GatherPeople;
};

/** Opens the photos of a person that the viewer may see: empty because a trigger expires after 3 s, then with links, then with faces. */
export async function openPersonPhotos(
  deps: PhotosDeps,
  trigger: Trigger,
  viewerId: string,
  personId: string,
): Promise<void> {
  const opened = await openModal(deps.slack, trigger, buildPhotosNotice(WORDING.photosLoading));
  const viewId = opened.view?.id;
  if (viewId === undefined) return;
  try {
    await fill(deps, viewId, viewerId, personId);
  } catch (error) {
    if (isStopping(error)) throw error;
    await update(deps, viewId, buildPhotosNotice(explainFailure(error, deps.log)));
  }
}

async function fill(deps: PhotosDeps, viewId: string, viewerId: string, personId: string): Promise<void> {
  const [all, registry] = await Promise.all([
    deps.gatherPeople.photosOf(viewerId, personId),
    deps.recognizer.people.registry(),
  ]);
  const person = registry.records.find(({ id }) => id === personId);
  if (person === undefined) return void (await update(deps, viewId, buildPhotosNotice(WORDING.personGone)));
  const { name } = registry.resolve(person) ?? person;
  const newest = all.slice(0, MAX_PHOTOS_SHOWN);
  const photos: ShownPhoto[] = await Promise.all(
    newest.map(async ({ photoId, faceId, ...photo }) => ({
      ...photo,
      link: await linkToMessage(deps, photo.channelId, photo.messageTs),
      faceFileId: deps.facePictures.find(photoId, faceId),
    })),
  );
  const show = (shown: readonly ShownPhoto[]) =>
    sendWithPictures(deps, (withPictures) => {
      const faces = withPictures ? shown : shown.map((photo) => ({ ...photo, faceFileId: undefined }));
      return update(deps, viewId, buildPersonPhotos({ name, photos: faces, all: all.length, viewerId }));
    });
  if (!(await show(photos)) || photos.every(({ faceFileId }) => faceFileId !== undefined)) return;
  const faces = await Promise.all(newest.map(({ photoId, faceId }) => deps.facePictures.make(photoId, faceId)));
  await show(photos.map((photo, index) => ({ ...photo, faceFileId: faces[index] })));
}

/** @returns whether the modal is still open. */
async function update(
  { slack }: Pick<Deps, 'slack'>,
  viewId: string,
  view: ReturnType<typeof buildPhotosNotice>,
): Promise<boolean> {
  return (await unlessGone(slack.views.update({ view_id: viewId, view }))) !== undefined;
}
