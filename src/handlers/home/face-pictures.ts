import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import { fileIdOfPhoto } from '../../views/ids.js';
import type { Deps } from '../deps.js';
import { fetchPicture } from '../reply/fetch-picture.js';
import { unlessGone } from '../reply/unless-gone.js';

/** Small pictures of single faces, uploaded to Slack for App Home, where only views show them. */
export interface FacePictures {
  /** The Slack file of a face, if it is there already. */
  find(photoId: string, faceId: string): string | undefined;
  /** The same, made first if need be; undefined when the photo or the face is gone. */
  make(photoId: string, faceId: string): Promise<string | undefined>;
  /**
   * Those that there are in Slack, also from before Rollcall was started last.
   * @param pace waits until Slack may be called again.
   */
  listAll(botUserId: string | undefined, pace: () => Promise<void>): Promise<ListedPictures>;
  /** Deletes those of some faces of a photo. @returns how many there were. */
  forget(listed: ListedPictures, photoId: string, faceIds: readonly string[]): Promise<number>;
}

/** Slack files by photo and face. */
type ListedPictures = ReadonlyMap<string, readonly string[]>;

const MAX_PICTURES = 1000;
const AT_ONCE = 2;
/** Ids only: by these a picture is found again when the person on it is to be forgotten. */
const FILE_NAME = /^face (\S+) (\S+)\.jpg$/;
const LISTED_PER_PAGE = 200;
const MAX_LISTED_PAGES = 100;
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
        await unlessGone(deps.slackInBackground.files.delete({ file }));
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
    async listAll(botUserId, pace) {
      const listed = new Map<string, string[]>();
      for (let page = 1; ; page += 1) {
        await pace();
        const answer = await deps.slackInBackground.files.list({
          ...(botUserId === undefined ? {} : { user: botUserId }),
          types: 'images',
          count: LISTED_PER_PAGE,
          page,
        });
        for (const { id, name } of answer.files ?? []) {
          const [, photoId, faceId] = FILE_NAME.exec(name ?? '') ?? [];
          if (id === undefined || photoId === undefined || faceId === undefined) continue;
          const key = keyOf(photoId, faceId);
          listed.set(key, [...(listed.get(key) ?? []), id]);
        }
        if (page >= Math.min(answer.paging?.pages ?? 1, MAX_LISTED_PAGES)) return listed;
      }
    },
    async forget(listed, photoId, faceIds) {
      const keys = faceIds.map((faceId) => keyOf(photoId, faceId));
      const files = new Set(keys.flatMap((key) => [...(listed.get(key) ?? []), ...[pictures.get(key) ?? []].flat()]));
      for (const file of files) await unlessGone(deps.slackInBackground.files.delete({ file }));
      for (const key of keys) pictures.delete(key);
      return files.size;
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
        filename: `face ${photoId} ${faceId}.jpg`,
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
