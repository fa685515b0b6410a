import type { Photo } from '../../faces/model.js';
import { numberFaces } from '../../faces/naming.js';
import { describeUpload } from '../../views/wording.js';
import { type Deps, timed } from '../deps.js';
import type { PostedPhoto } from './keep-photos.js';
import type { KnownSuggestions } from './known-suggestions.js';
import type { SeenPhoto } from './render-reply.js';

type LookDeps = Pick<Deps, 'recognizer' | 'slack' | 'photos' | 'log' | 'signal' | 'onStep'> & {
  readonly suggestions: KnownSuggestions;
};

/** A photo with at least one face, ready to be answered. */
export interface FoundFaces extends SeenPhoto {
  /** The picture with numbered boxes in Slack; undefined when it could not be uploaded. */
  readonly pictureFileId: string | undefined;
}

export interface Look {
  /** Whether the recogniser had this photo before. */
  readonly isKnown: boolean;
  /** Undefined when there is no face on the photo. */
  readonly found: FoundFaces | undefined;
}

/**
 * From a photo that is kept to faces, names and the numbered picture.
 * @param onWarmingUp is called when the recogniser has to be waited for, which can take minutes.
 * @throws ClarifaiError
 */
export async function lookAtPhoto(
  deps: LookDeps,
  { photoId, picture, isKnown }: PostedPhoto,
  onWarmingUp: () => void,
): Promise<Look> {
  const { recognizer, signal } = deps;
  const photo = await timed(deps, 'read', () => recognizer.readPhoto(photoId, { signal }));
  if (photo.faces.length === 0) return { isKnown, found: undefined };
  const [suggestions, pictureFileId] = await Promise.all([
    deps.suggestions.suggest(photo, picture.jpeg, onWarmingUp),
    uploadNumberedPicture(deps, photo, picture.jpeg),
  ]);
  return { isKnown, found: { photo, suggestions, pictureFileId } };
}

/** A reply without its picture is better than none, so a failure is logged and left at that. */
async function uploadNumberedPicture(deps: LookDeps, photo: Photo, picture: Uint8Array): Promise<string | undefined> {
  try {
    const faces = numberFaces(photo.faces).map(({ number, face }) => ({ number, box: face.box }));
    const numbered = await timed(deps, 'draw', () => deps.photos.drawNumberedBoxes(picture, faces));
    return await timed(deps, 'upload', () => uploadPicture(deps, numbered.jpeg, faces.length));
  } catch (error) {
    deps.signal.throwIfAborted();
    deps.log.warn(`No numbered picture for ${photo.id}: ${error instanceof Error ? error.message : String(error)}`);
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
