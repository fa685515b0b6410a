import { type Deps, timed } from '../deps.js';
import { messageOf } from '../errors.js';
import type { Photo } from '../faces/model.js';
import { numberFaces } from '../faces/naming.js';
import { describeUpload } from '../views/wording.js';

type UploadDeps = Pick<Deps, 'photos' | 'slack' | 'log' | 'signal' | 'onStep'>;

/**
 * Puts the photo with its numbered boxes into Slack. A reply without its picture is better than none, so a failure is logged.
 * @returns its file id; undefined when it could not be uploaded.
 */
export async function uploadNumberedPicture(
  deps: UploadDeps,
  photo: Photo,
  picture: Uint8Array,
): Promise<string | undefined> {
  try {
    const faces = numberFaces(photo.faces).map(({ number, face }) => ({ number, box: face.box }));
    const numbered = await timed(deps, 'draw', () => deps.photos.drawNumberedBoxes(picture, faces));
    return await timed(deps, 'upload', () => uploadPicture(deps, numbered.jpeg, faces.length));
  } catch (error) {
    deps.signal.throwIfAborted();
    deps.log.warn(`No numbered picture for ${photo.id}: ${messageOf(error)}`);
    return undefined;
  }
}

/** Uploads without sharing: the reply shows the file, and nothing appears in the channel twice. */
async function uploadPicture(deps: Pick<Deps, 'slack'>, jpeg: Uint8Array, faces: number): Promise<string | undefined> {
  const description = describeUpload(faces);
  const uploaded = await deps.slack.filesUploadV2({
    file: Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength),
    filename: 'faces.jpg',
    title: description,
    alt_text: description,
  });
  return uploaded.files[0]?.files?.[0]?.id;
}
