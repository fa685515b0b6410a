import { messageOf } from '../../errors.js';
import type { ShownFace } from '../../faces/model.js';
import type { Session } from '../session.js';
import { findSources, listPage, type PhotoSource } from './photo-sources.js';
import { type NamedPeople, namedInAll, type StoredFaces, storeFacesOf } from './stored-faces.js';

/** Every photo with where it was posted and its faces as last shown, in memory. */
export interface PhotoList {
  /**
   * All photos, the newest post first. The first call lists all of them. Later ones list the newest, and now and then all in the
   * background, which finds what other processes changed in older ones. The same array until something changes.
   */
  read(session: Session): Promise<readonly PhotoSource[]>;
  /** Stores the faces of a photo as shown, and whom its replies name, unless that is stored already. */
  storeFaces(session: Session, photoId: string, faces: readonly ShownFace[], named?: NamedPeople): Promise<void>;
  /** Stores whom the replies to a photo name, unless that is stored already. */
  storeNamed(session: Session, photoId: string, named: NamedPeople): Promise<void>;
  /** Call after adding photos, so that the next read lists them. */
  noteAdded(): void;
  /** Drops a photo that this process removed. */
  drop(photoId: string): void;
}

/** In ms: the newest photos are listed at most so often, because one question reads the list several times. */
const NEWEST_MAX_AGE_MS = 1000;
const NEWEST_PER_PAGE = 200;
/** In ms, after which all photos are listed again. */
const MAX_AGE_MS = 10 * 60_000;

export function createPhotoList(): PhotoList {
  let byId = new Map<string, PhotoSource>();
  let sorted: readonly PhotoSource[] | undefined;
  let listedAt: number | undefined;
  let newestAt = Number.NEGATIVE_INFINITY;
  /** What is being listed; whoever asks meanwhile waits for the same. */
  const listing: { all?: Promise<void> | undefined; newest?: Promise<void> | undefined } = {};
  /** What this process changed while all photos are listed, which the list may not show yet. */
  let changes = new Map<string, StoredFaces | undefined>();

  async function listAll(session: Session): Promise<void> {
    changes = new Map();
    const startedAt = session.clock.now();
    const listed = new Map<string, PhotoSource>();
    for (let lastId = ''; ; ) {
      const page = await listPage(session, lastId, session.polling.listPageSize);
      for (const source of page.sources) listed.set(source.photoId, source);
      if (page.isLast) break;
      lastId = page.lastId;
    }
    for (const [photoId, stored] of changes) {
      const source = listed.get(photoId);
      if (stored === undefined) listed.delete(photoId);
      else if (source !== undefined) listed.set(photoId, { ...source, ...stored });
    }
    byId = listed;
    sorted = undefined;
    listedAt = startedAt;
  }

  async function listNewest(session: Session): Promise<void> {
    newestAt = session.clock.now();
    const size = Math.min(NEWEST_PER_PAGE, session.polling.listPageSize);
    for (let lastId = ''; ; ) {
      const page = await listPage(session, lastId, size);
      const isKnown = page.lastId !== '' && byId.has(page.lastId);
      for (const source of page.sources) put(source);
      if (page.isLast || isKnown) return;
      lastId = page.lastId;
    }
  }

  function listAgain(session: Session): void {
    listing.all ??= listAll(session)
      .catch((error: unknown) => session.log.debug(`Could not list all photos again: ${messageOf(error)}`))
      .finally(() => (listing.all = undefined));
  }

  function put(source: PhotoSource): void {
    const before = byId.get(source.photoId);
    if (before !== undefined && isSame(before, source)) return;
    byId.set(source.photoId, source);
    sorted = undefined;
  }

  async function store(
    session: Session,
    photoId: string,
    faces: readonly ShownFace[] | undefined,
    people: NamedPeople | undefined,
  ): Promise<void> {
    let known = byId.get(photoId);
    const changed = () => {
      const named = people && namedInAll(known, people);
      return {
        ...(faces === undefined || isSameFaces(known?.faces, faces) ? {} : { faces }),
        ...(named === undefined || isSameList(known?.named, named) ? {} : { named }),
      };
    };
    // Another process may have stored other people, and none of them may be left when someone is forgotten.
    const isSure = known !== undefined && people?.covers !== 'all replies';
    if (isSure && Object.keys(changed()).length === 0) return;
    if (people !== undefined) [known] = await findSources(session, [photoId]);
    const stored: StoredFaces = changed();
    if (Object.keys(stored).length === 0) return;
    await storeFacesOf(session, photoId, stored);
    changes.set(photoId, { ...changes.get(photoId), ...stored });
    const source = byId.get(photoId);
    if (source !== undefined) put({ ...source, ...stored });
  }

  return {
    async read(session) {
      if (listedAt === undefined) {
        listing.all ??= listAll(session).finally(() => (listing.all = undefined));
        await listing.all;
      } else {
        const isFresh = session.clock.now() - newestAt < NEWEST_MAX_AGE_MS;
        if (!isFresh) listing.newest ??= listNewest(session).finally(() => (listing.newest = undefined));
        await listing.newest;
        if (session.clock.now() - listedAt > MAX_AGE_MS) listAgain(session);
      }
      sorted ??= [...byId.values()].sort((a, b) => Number(b.messageTs) - Number(a.messageTs));
      return sorted;
    },
    storeFaces: (session, photoId, faces, named) => store(session, photoId, faces, named),
    storeNamed: (session, photoId, named) => store(session, photoId, undefined, named),
    noteAdded() {
      newestAt = Number.NEGATIVE_INFINITY;
    },
    drop(photoId) {
      changes.set(photoId, undefined);
      if (byId.delete(photoId)) sorted = undefined;
    },
  };
}

function isSame(a: PhotoSource, b: PhotoSource): boolean {
  return (
    a.alsoIn?.length === b.alsoIn?.length &&
    a.isEarlier === b.isEarlier &&
    isSameFaces(a.faces, b.faces) &&
    isSameList(a.named, b.named)
  );
}

function isSameFaces(a: readonly ShownFace[] | undefined, b: readonly ShownFace[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.length === b.length &&
    a.every(({ faceId, personId }, index) => faceId === b[index]?.faceId && personId === b[index]?.personId)
  );
}

function isSameList(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((each, index) => each === b[index]);
}
