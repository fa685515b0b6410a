import type { Deps } from '../deps.js';
import { fileIdOfPhoto } from '../faces/ids.js';
import type { Photo } from '../faces/model.js';
import { type FaceOrder, numberFaces } from '../faces/reading-order.js';
import { orUndefined } from '../failures.js';
import { timed } from '../measurements.js';
import { unlessGone } from '../slack/errors.js';
import { uploadPicture } from '../slack/pictures.js';
import { describeUpload } from '../views/wording/replies.js';
import { fetchPicture } from './fetch-picture.js';
import { type ReplyRef, readReplyStateAt } from './find-reply.js';
import { findPhoto } from './render-reply.js';
import type { ReplyState } from './reply-state.js';
import type { UpdateReply } from './update-reply.js';

/** The file name of the numbered picture of a photo. It leads to the replies that may show it. */
function nameOfPicture(photoId: string): string {
  return `faces ${photoId}.jpg`;
}

/** The photo whose numbered picture has this file name; undefined for any other file. */
export function photoOfPicture(filename: string): string | undefined {
  return /^faces (\S+)\.jpg$/.exec(filename)?.[1];
}

/**
 * Draws a numbered box around each face and uploads the picture. A reply without a picture is better than none, so a failure is
 * only logged.
 * @returns its Slack file; undefined if it could not be uploaded.
 */
export function uploadNumberedPicture(
  deps: Pick<Deps, 'photos' | 'slack' | 'log'>,
  photo: Photo,
  picture: Uint8Array,
  order: FaceOrder,
): Promise<string | undefined> {
  const drawing = drawAndUpload(deps, photo, picture, order).then(({ pictureFileId }) => pictureFileId);
  return orUndefined(drawing, `No numbered picture for ${photo.id}`, deps.log.warn);
}

/** Deletes numbered pictures that no reply shows. Those that cannot be deleted now are deleted when Rollcall catches up. */
export async function deleteUnusedPictures(
  deps: Pick<Deps, 'slack' | 'log'>,
  fileIds: readonly string[],
): Promise<void> {
  for (const file of fileIds) {
    await orUndefined(unlessGone(deps.slack.files.delete({ file })), 'Unused picture', deps.log.info);
  }
}

/**
 * Fetches a photo again, and draws and uploads its numbered picture as it is known now.
 * @param fileId the Slack file it was posted as, if that is not the one it was stored from.
 * @returns its Slack file; undefined if the photo is no longer stored, or the picture could not be uploaded.
 * @throws NotAPhotoError if the photo is no longer in Slack.
 */
export async function redrawPicture(
  deps: Pick<Deps, 'recognizer' | 'photos' | 'slack' | 'log' | 'sleep'>,
  photoId: string,
  order: FaceOrder,
  fileId = fileIdOfPhoto(photoId),
): Promise<string | undefined> {
  const photo = fileId === undefined ? undefined : await findPhoto(deps, photoId);
  if (fileId === undefined || photo === undefined) return undefined;
  const picture = await fetchPicture(deps, { id: fileId });
  return uploadNumberedPicture(deps, photo, picture.jpeg, order);
}

/**
 * Draws a box around each face with its number, or with its name if there is room for all names, and uploads the picture.
 * @param names by face id.
 */
export async function drawAndUpload(
  deps: Pick<Deps, 'photos' | 'slack'>,
  photo: Photo,
  picture: Uint8Array,
  order: FaceOrder,
  names: ReadonlyMap<string, string> = new Map(),
): Promise<{ readonly pictureFileId: string | undefined; readonly labels: 'names' | 'numbers' }> {
  const faces = numberFaces(photo.faces, order).map(({ number, face }) => ({
    number,
    box: face.box,
    name: names.get(face.id),
  }));
  const { jpeg, labels } = await timed('draw', () => deps.photos.drawNumberedBoxes(picture, faces));
  const title = describeUpload(faces.length);
  const pictureFileId = await timed('upload', () =>
    uploadPicture(deps.slack, jpeg, { filename: nameOfPicture(photo.id), title }),
  );
  return { pictureFileId, labels };
}

type CompleteDeps = Pick<Deps, 'recognizer' | 'photos' | 'slack' | 'log' | 'sleep'> & {
  readonly updateReply: UpdateReply;
};

const LATER_MS = [15_000, 60_000, 300_000];

/** Adds the numbered pictures that a reply was posted without. Tries several times over some minutes. */
export async function completePicturesLater(deps: CompleteDeps, reply: ReplyRef): Promise<void> {
  for (const waitMs of LATER_MS) {
    await deps.sleep(waitMs);
    if (await completePictures(deps, reply)) return;
  }
}

/**
 * Adds the numbered pictures that a reply was posted without.
 * @returns whether none were missing.
 */
export async function completePictures(deps: CompleteDeps, reply: ReplyRef): Promise<boolean> {
  const state = await readReplyStateAt(deps, reply);
  if (state?.lacksPictures !== true) return true;
  await restorePictures(deps, reply, state);
  return false;
}

/** Updates a reply, with a new picture in place of each that is missing or that Slack no longer has. */
export async function restorePictures(
  deps: CompleteDeps,
  reply: ReplyRef,
  { photos, order }: ReplyState,
): Promise<void> {
  const gone = new Set<string>();
  const drawn = new Map<string, string>();
  for (const { photoId, pictureFileId, postedFileId } of photos) {
    if (pictureFileId !== undefined) {
      if (await unlessGone(deps.slack.files.info({ file: pictureFileId }))) continue;
      gone.add(pictureFileId);
    }
    const uploaded = await redrawPicture(deps, photoId, order, postedFileId);
    if (uploaded !== undefined) drawn.set(photoId, uploaded);
  }
  await deps.updateReply(reply, {
    change: (now) => ({
      ...now,
      photos: now.photos.map((photo) => {
        const { pictureFileId: before, labels: _drawn, ...others } = photo;
        if (before !== undefined && !gone.has(before)) return photo;
        const pictureFileId = drawn.get(photo.photoId);
        return pictureFileId === undefined ? others : { ...others, pictureFileId };
      }),
    }),
  });
}
