import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import { fileIdOfPhoto } from '../../views/ids.js';
import type { Deps } from '../deps.js';
import { fetchPicture } from '../reply/fetch-picture.js';

/** Small pictures of single faces, uploaded to Slack for App Home, where only views show them. */
export interface FacePictures {
  /** The Slack file of a face, if it is there already. */
  find(photoId: string, faceId: string): string | undefined;
  /** The same, made first if need be; undefined when the photo or the face is gone. */
  make(photoId: string, faceId: string): Promise<string | undefined>;
}

const MAX_PICTURES = 1000;
const AT_ONCE = 2;
/** Pixels: what App Home shows beside a row, on a screen with two pixels to the point. */
const SIZE = 176;

export function createFacePictures(
  deps: Pick<
    Deps,
    'recognizer' | 'photos' | 'slack' | 'slackInBackground' | 'log' | 'signal' | 'sleep' | 'onStep' | 'inBackground'
  >,
): FacePictures {
  const limit = pLimit(AT_ONCE);
  const making = new Map<string, Promise<string | undefined>>();
  const pictures = new LRUCache<string, string>({
    max: MAX_PICTURES,
    // What is forgotten would stay in Slack for ever.
    disposeAfter: (file) =>
      deps.inBackground(async () => {
        await deps.slackInBackground.files.delete({ file });
      }),
  });
  const keyOf = (photoId: string, faceId: string) => `${photoId} ${faceId}`;

  return {
    find: (photoId, faceId) => pictures.get(keyOf(photoId, faceId)),
    make(photoId, faceId) {
      const key = keyOf(photoId, faceId);
      const there = pictures.get(key);
      if (there !== undefined) return Promise.resolve(there);
      const current = making.get(key) ?? limit(() => make(photoId, faceId)).finally(() => making.delete(key));
      making.set(key, current);
      return current;
    },
  };

  async function make(photoId: string, faceId: string): Promise<string | undefined> {
    const fileId = fileIdOfPhoto(photoId);
    if (fileId === undefined) return undefined;
    try {
      const photo = await deps.recognizer.readPhoto(photoId, { signal: deps.signal });
      const face = photo.faces.find(({ id }) => id === faceId);
      if (face === undefined) return undefined;
      const picture = await fetchPicture(deps, { id: fileId });
      const crop = await deps.photos.cropFace(picture.jpeg, face.box, { size: SIZE });
      const uploaded = await deps.slack.filesUploadV2({
        file: Buffer.from(crop.buffer, crop.byteOffset, crop.byteLength),
        filename: 'face.jpg',
        title: 'Face',
        alt_text: 'A face',
      });
      const id = uploaded.files[0]?.files?.[0]?.id;
      if (id !== undefined) pictures.set(keyOf(photoId, faceId), id);
      return id;
    } catch (error) {
      deps.signal.throwIfAborted();
      deps.log.info(`No picture of a face: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }
}
