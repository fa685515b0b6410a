import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Deps } from '../../deps.js';
import { type FaceLink, groupFaces, linksTo } from '../../faces/group-faces.js';
import { groupingLimitOf } from '../../faces/thresholds.js';
import { orUndefined } from '../../failures.js';
import { createSingleFlight } from '../../single-flight.js';
import { type PhotoIndex, type PhotoPlace, visiblePlace } from '../find/photo-index.js';

/** A face that is no one's so far, in a photo that the viewer may see. */
export interface UnnamedFace {
  readonly photoId: string;
  readonly faceId: string;
  /** The newest message with the photo that the viewer may see. */
  readonly place: PhotoPlace;
}

/** Faces without a name, as one person may see them. */
export interface UnnamedFaces {
  /** Faces that are probably the same person, newest first; the largest group first. */
  readonly groups: readonly (readonly UnnamedFace[])[];
  /** How many there are, those included that are too old to be grouped. */
  readonly all: number;
}

/** Finds the faces without a name. */
export interface FindUnnamed {
  /** Those in conversations that a person may see, newest first. */
  list(visible: ReadonlySet<string>): Promise<UnnamedFace[]>;
  /** Groups those that a person may see. Takes a few seconds the first time with thousands of them. */
  groupsFor(visible: ReadonlySet<string>): Promise<UnnamedFaces>;
  /** The same if it takes no time; undefined otherwise. */
  peek(visible: ReadonlySet<string>): Promise<UnnamedFaces | undefined>;
}

/** The newest faces are grouped. Comparing all pairs of so many takes about half a second. */
const MAX_GROUPED = 1000;
/** 320 numbers each: 4 MB. */
const MAX_EMBEDDINGS = 3000;
const PHOTOS_AT_ONCE = 25;
/** So many faces are compared with all others before other work gets its turn. */
const COMPARED_AT_ONCE = 20;

export function createFindUnnamed(
  deps: Pick<Deps, 'recognizer' | 'log'> & {
    readonly photoIndex: PhotoIndex;
    /** Is awaited before each part of the work, so that a training comes first. */
    readonly whenIdle: () => Promise<void>;
  },
): FindUnnamed {
  /** Empty where the service gives none. */
  const embeddings = new LRUCache<string, Float32Array>({ max: MAX_EMBEDDINGS });
  const grouped = new LRUCache<string, UnnamedFaces>({ max: 20 });
  const grouping = createSingleFlight<UnnamedFaces>();
  let engine: Promise<string> | undefined;

  return {
    list,
    async groupsFor(visible) {
      const faces = await list(visible);
      const key = keyOf(faces);
      return grouped.get(key) ?? grouping.run(key, () => group(key, faces));
    },
    async peek(visible) {
      const faces = await list(visible);
      return faces.length === 0 ? { groups: [], all: 0 } : grouped.get(keyOf(faces));
    },
  };

  /** Newest first. */
  async function list(visible: ReadonlySet<string>): Promise<UnnamedFace[]> {
    return (await deps.photoIndex.read()).flatMap((photo) => {
      const place = photo.openFaces.length === 0 ? undefined : visiblePlace(photo, visible);
      return place === undefined ? [] : photo.openFaces.map((faceId) => ({ photoId: photo.photoId, faceId, place }));
    });
  }

  async function group(key: string, all: readonly UnnamedFace[]): Promise<UnnamedFaces> {
    const faces = all.slice(0, MAX_GROUPED);
    await load(faces);
    const vectors = faces.map((face) => embeddings.get(faceKey(face)) ?? new Float32Array());
    const farthest = groupingLimitOf(await engineId(), Math.max(0, ...vectors.map(({ length }) => length)));
    const links: FaceLink[] = [];
    for (let index = 0; farthest !== undefined && index < faces.length; index += 1) {
      if ((vectors[index]?.length ?? 0) > 0) links.push(...linksTo(index, vectors, farthest));
      if (index % COMPARED_AT_ONCE === 0) await new Promise(setImmediate);
    }
    const groups = groupFaces(
      faces.map(({ photoId }) => photoId),
      links,
    ).map((places) => places.flatMap((place) => faces[place] ?? []));
    const result = { groups, all: all.length };
    grouped.set(key, result);
    return result;
  }

  async function engineId(): Promise<string> {
    engine ??= deps.recognizer.checkSetup().then((setup) => setup.engine);
    try {
      return await engine;
    } catch (error) {
      engine = undefined;
      throw error;
    }
  }

  /** Reads the embeddings that are not known yet. */
  async function load(faces: readonly UnnamedFace[]): Promise<void> {
    const missing = faces.filter((face) => !embeddings.has(faceKey(face)));
    const photoIds = [...new Set(missing.map(({ photoId }) => photoId))];
    for (let start = 0; start < photoIds.length; start += PHOTOS_AT_ONCE) {
      await deps.whenIdle();
      const ids = photoIds.slice(start, start + PHOTOS_AT_ONCE);
      const read = deps.recognizer.tags.readEmbeddings(ids);
      const found = await orUndefined(read, 'Faces without a name are not grouped', deps.log.info);
      for (const { embedding, ...face } of found ?? []) embeddings.set(faceKey(face), embedding);
      if (found === undefined) return;
    }
    // So that they are not asked for again.
    for (const face of missing) if (!embeddings.has(faceKey(face))) embeddings.set(faceKey(face), new Float32Array());
  }
}

function faceKey({ photoId, faceId }: { readonly photoId: string; readonly faceId: string }): string {
  return `${photoId} ${faceId}`;
}

function keyOf(faces: readonly UnnamedFace[]): string {
  const hash = createHash('sha256');
  for (const face of faces) hash.update(`${faceKey(face)} ${face.place.messageTs}\n`);
  return hash.digest('base64');
}
