import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import type { Deps } from '../deps.js';
import { fileIdOfPhoto } from '../faces/ids.js';
import type { FaceRef } from '../faces/model.js';
import { orUndefined } from '../failures.js';
import { MAX_TOGETHER } from '../photos/limits.js';
import { createSingleFlight } from '../single-flight.js';
import { unlessGone } from '../slack/errors.js';
import { uploadPicture, uploadPictures } from '../slack/pictures.js';
import { fetchPicture } from './fetch-picture.js';

/** Small pictures of faces, uploaded to Slack for App Home and modals. */
export interface FacePictures {
  /** The Slack file of a face, if it was uploaded before. */
  find(photoId: string, faceId: string): string | undefined;
  /** The Slack file of a face, uploaded if need be. Undefined if the photo or the face is gone. */
  make(photoId: string, faceId: string): Promise<string | undefined>;
  /** The Slack files of several faces of a photo by face id, uploaded at once if need be. Those that are gone are left out. */
  makeAll(photoId: string, faceIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The Slack file of a picture of several faces of a photo together, if it was uploaded before. */
  findTogether(photoId: string, faceIds: readonly string[]): string | undefined;
  /** As {@link findTogether}, uploaded if need be; the one of other faces of the photo is deleted. Undefined if a face is gone. */
  makeTogether(photoId: string, faceIds: readonly string[]): Promise<string | undefined>;
  /** For each of the others, a picture with the face on the left and the other on the right. Undefined as above. */
  compare(face: FaceRef, others: readonly FaceRef[]): Promise<(string | undefined)[]>;
  /** The uploaded pictures, including those from before the last start. */
  listAll(): Promise<ListedPictures>;
  /**
   * Finds, once, the pictures uploaded before the last start, so that they are not uploaded again. Deletes pictures of photos
   * that are no longer stored.
   */
  recall(): Promise<void>;
  /** Deletes the pictures of faces of a photo that is no longer stored. */
  forgetPhoto(photoId: string): void;
  /** Deletes the pictures that were uploaded before a time, in milliseconds since 1970. They are made anew when they are shown. */
  expire(beforeMs: number): Promise<void>;
  /** Deletes the pictures that show any of these faces of a photo. @returns how many. */
  erase(listed: ListedPictures, photoId: string, faceIds: readonly string[]): Promise<number>;
}

/** By Slack file id, the faces each picture shows. */
export type ListedPictures = Map<string, readonly string[]>;

const MAX_PICTURES = 1000;
const AT_ONCE = 2;
/** The file name contains the ids that lead to a picture when the person in it is erased. */
const FILE_NAME = /^face (\S+ \S+(?: \S+ \S+)*)\.jpg$/;
const LISTED_PER_PAGE = 200;
const MAX_LISTED_PAGES = 100;
/** In pixels: the size of a section's accessory on a high-density screen. */
const SIZE = 176;

export function createFacePictures(
  deps: Pick<Deps, 'recognizer' | 'photos' | 'slack' | 'backgroundSlack' | 'bot' | 'log' | 'sleep' | 'inBackground'>,
): FacePictures {
  const limit = pLimit(AT_ONCE);
  /** A picture is uploaded once, however many ask and however often. */
  const making = createSingleFlight<string | undefined>();
  const makingAll = createSingleFlight<void>();
  let isRecalled = false;
  const pictures = new LRUCache<string, string>({
    max: MAX_PICTURES,
    // Otherwise it would stay in Slack forever.
    disposeAfter: (file) =>
      deps.inBackground(async () => {
        await unlessGone(deps.slack.files.delete({ file }));
      }),
  });

  return {
    find: (photoId, faceId) => pictures.get(keyOf([{ photoId, faceId }])),
    make(photoId, faceId) {
      const face = { photoId, faceId };
      return findOrUpload([face], () => crop(face));
    },
    async makeAll(photoId, faceIds) {
      const find = (faceId: string) => pictures.get(keyOf([{ photoId, faceId }]));
      const missing = faceIds.filter((faceId) => find(faceId) === undefined);
      if (missing.length > 0) {
        const upload = () => limit(() => uploadAll(photoId, missing));
        await makingAll.run(`${photoId} ${missing.join(' ')}`, () =>
          orUndefined(upload(), 'No pictures of faces', deps.log.info),
        );
      }
      return new Map(
        faceIds.flatMap((faceId): [string, string][] => {
          const file = find(faceId);
          return file === undefined ? [] : [[faceId, file]];
        }),
      );
    },
    findTogether: (photoId, faceIds) => pictures.get(keyOf(together(photoId, faceIds))),
    async makeTogether(photoId, faceIds) {
      const faces = together(photoId, faceIds);
      const file = await findOrUpload(faces, async () => {
        const ids = faces.map(({ faceId }) => faceId);
        const { picture, faces: found } = await fetchFaces(photoId, ids);
        if (found.length < ids.length) throw new Error('a face is no longer on its photo');
        const boxes = ids.flatMap((faceId) => found.find(({ id }) => id === faceId)?.box ?? []);
        return deps.photos.placeTogether(await deps.photos.cropFaces(picture, boxes, SIZE), SIZE);
      });
      if (file !== undefined) forgetGroups(photoId, keyOf(faces));
      return file;
    },
    compare(face, others) {
      let own: Promise<Uint8Array> | undefined;
      return Promise.all(
        others.map((other) =>
          findOrUpload([face, other], async () => {
            own ??= crop(face);
            return deps.photos.placeSideBySide(await own, await crop(other), SIZE);
          }),
        ),
      );
    },
    listAll: () => listAll(),
    async recall() {
      if (isRecalled) return;
      isRecalled = true;
      // Slack lists the newest first, and the cache drops the entry that was set first.
      for (const [file, faces] of [...(await listAll())].reverse()) {
        const key = faces.join(' ');
        if (!pictures.has(key)) pictures.set(key, file);
      }
      const photoIds = [...new Set([...pictures.keys()].flatMap(photosIn))];
      if (photoIds.length === 0) return;
      const sources = await deps.recognizer.photos.findSources(photoIds);
      const stored = new Set(sources.map(({ photoId }) => photoId));
      for (const key of [...pictures.keys()]) {
        if (photosIn(key).some((photoId) => !stored.has(photoId))) pictures.delete(key);
      }
    },
    forgetPhoto(photoId) {
      const ofPhoto = [...pictures.keys()].filter((key) => photosIn(key).includes(photoId));
      for (const key of ofPhoto) pictures.delete(key);
    },
    async expire(beforeMs) {
      const old = await listAll(beforeMs);
      for (const [key, file] of [...pictures.entries()]) if (old.has(file)) pictures.delete(key);
      for (const file of old.keys()) await unlessGone(deps.backgroundSlack.files.delete({ file }));
    },
    async erase(listed, photoId, faceIds) {
      const gone = new Set(faceIds.map((faceId) => keyOf([{ photoId, faceId }])));
      const keys = [...pictures.keys()].filter((key) => facesIn(key).some((face) => gone.has(face)));
      const files = new Set([
        ...[...listed].filter(([, faces]) => faces.some((face) => gone.has(face))).map(([file]) => file),
        ...keys.flatMap((key) => pictures.get(key) ?? []),
      ]);
      for (const file of files) await unlessGone(deps.slack.files.delete({ file }));
      for (const key of keys) pictures.delete(key);
      for (const file of files) listed.delete(file);
      return files.size;
    },
  };

  /** Deletes the pictures of several faces of a photo, except one. */
  function forgetGroups(photoId: string, kept: string): void {
    for (const key of [...pictures.keys()]) {
      const isGroup = facesIn(key).length > 1 && photosIn(key).every((each) => each === photoId);
      if (isGroup && key !== kept) pictures.delete(key);
    }
  }

  /** @param beforeMs only pictures uploaded before this time. */
  async function listAll(beforeMs?: number): Promise<ListedPictures> {
    const listed: ListedPictures = new Map();
    for (let page = 1; ; page += 1) {
      const answer = await deps.backgroundSlack.files.list({
        user: deps.bot.userId,
        types: 'images',
        count: LISTED_PER_PAGE,
        ...(beforeMs === undefined ? {} : { ts_to: String(Math.floor(beforeMs / 1000)) }),
        page,
      });
      for (const { id, name } of answer.files ?? []) {
        const [, key] = FILE_NAME.exec(name ?? '') ?? [];
        if (id !== undefined && key !== undefined) listed.set(id, facesIn(key));
      }
      if (page >= Math.min(answer.paging?.pages ?? 1, MAX_LISTED_PAGES)) return listed;
    }
  }

  async function findOrUpload(faces: readonly FaceRef[], draw: () => Promise<Uint8Array>): Promise<string | undefined> {
    const key = keyOf(faces);
    const upload = async () => {
      const file = await uploadPicture(deps.slack, await draw(), { filename: `face ${key}.jpg`, title: 'A face' });
      if (file !== undefined) pictures.set(key, file);
      return file;
    };
    return (
      pictures.get(key) ?? making.run(key, () => orUndefined(limit(upload), 'No picture of a face', deps.log.info))
    );
  }

  async function uploadAll(photoId: string, faceIds: readonly string[]): Promise<void> {
    const { picture, faces } = await fetchFaces(photoId, faceIds);
    const boxes = faces.map(({ box }) => box);
    const crops = await deps.photos.cropFaces(picture, boxes, SIZE);
    const keys = faces.map(({ id: faceId }) => keyOf([{ photoId, faceId }]));
    const files = await uploadPictures(
      deps.slack,
      crops.map((jpeg, index) => ({ jpeg, filename: `face ${keys[index]}.jpg`, title: 'A face' })),
    );
    for (const [index, key] of keys.entries()) {
      const file = files[index];
      if (file !== undefined) pictures.set(key, file);
    }
  }

  async function crop({ photoId, faceId }: FaceRef): Promise<Uint8Array> {
    const { picture, faces } = await fetchFaces(photoId, [faceId]);
    const [face] = faces;
    if (face === undefined) throw new Error('it is no longer on its photo');
    return deps.photos.cropFace(picture, face.box, SIZE);
  }

  /** A photo from Slack, and those of its faces that are wanted. */
  async function fetchFaces(photoId: string, faceIds: readonly string[]) {
    const fileId = fileIdOfPhoto(photoId);
    if (fileId === undefined) throw new Error('its photo does not come from Slack');
    const photo = await deps.recognizer.photos.read(photoId);
    const faces = photo.faces.filter(({ id }) => faceIds.includes(id));
    const { jpeg } = await fetchPicture(deps, { id: fileId });
    return { picture: jpeg, faces };
  }
}

/** The faces shown in a picture of several. */
function together(photoId: string, faceIds: readonly string[]): FaceRef[] {
  return faceIds.slice(0, MAX_TOGETHER).map((faceId) => ({ photoId, faceId }));
}

/** The key of a picture of one face, or of several. */
function keyOf(faces: readonly FaceRef[]): string {
  return faces.map(({ photoId, faceId }) => `${photoId} ${faceId}`).join(' ');
}

/** The keys of the single faces a picture shows. */
function facesIn(key: string): string[] {
  const words = key.split(' ');
  return words.flatMap((word, index) => (index % 2 === 0 ? [`${word} ${words[index + 1] ?? ''}`] : []));
}

/** The photos whose faces a picture shows. */
function photosIn(key: string): string[] {
  return key.split(' ').filter((_word, index) => index % 2 === 0);
}
