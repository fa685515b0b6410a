import { isDeepStrictEqual } from 'node:util';
import type { Annotation } from '../../clarifai-protocol.js';
import type { Clock } from '../transport/waiting.js';
import { newestFirst, type PersonAnnotation, readAnnotation } from './annotations.js';

/** Lists one page of people's annotations of all photos, oldest first. @param page from 1. */
type ListPage = (page: number, perPage: number) => Promise<readonly Annotation[]>;

/**
 * People's annotations of all photos. The first read lists all of them. Later ones list what was added since and find out whether
 * anything was deleted, which takes one or two calls however many there are.
 */
export interface AnnotationCache {
  /** Newest first, replaced tags included. The same array until something changes. */
  read(): Promise<readonly PersonAnnotation[]>;
  /** Call after adding annotations, so that a read which began before is not taken for up to date. */
  noteAdded(): void;
  /** Drops annotations that this process deleted. */
  dropAnnotations(dropped: readonly { readonly photoId: string; readonly annotationId: string }[]): void;
  /** Drops the annotations of photos that this process deleted. */
  dropPhotos(photoIds: readonly string[]): void;
}

/** An annotation in the order of the service's list. Annotations of whole photos have no items. */
interface Entry {
  readonly photoId: string;
  readonly annotationId: string;
  readonly items: readonly PersonAnnotation[];
}

/** The newest are listed, and older ones compared, in pages of at most this size: a thousand would keep the main thread busy for 200 ms. */
const MAX_SMALL_PAGE = 200;
/** So many of those known are listed again, because a service may insert new ones a little before the end. */
const OVERLAP = 50;
/** How often, in ms, an older page is compared as well, which finds everything that was missed otherwise. */
const COMPARE_EVERY_MS = 12_000;
/** This process may delete annotations while it lists them. Then it looks again, at most so often. */
const MAX_ATTEMPTS = 5;

/**
 * The list is ordered by time, so a deletion moves all later annotations: if the one at some place is still the same, nothing
 * before it was deleted. Annotations that are changed in place are only noticed among the newest, and when their page is compared;
 * Rollcall never changes one.
 */
export function createAnnotationCache(
  listPage: ListPage,
  { clock, pageSize }: { readonly clock: Pick<Clock, 'now'>; readonly pageSize: number },
): AnnotationCache {
  const smallPage = Math.min(pageSize, MAX_SMALL_PAGE);
  let entries: readonly Entry[] = [];
  let newest: readonly PersonAnnotation[] = [];
  let comparedAt = clock.now();
  let nextCompared = 0;
  /** Grows with each change by this process. */
  let changes = 0;
  /** The running read, and the changes before it. */
  let running: { readonly changes: number; readonly done: Promise<void> } | undefined;
  /** What was dropped during the running read. */
  let drops: ((entry: Entry) => boolean)[] = [];

  async function refresh(): Promise<void> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      drops = [];
      const known = entries;
      const listed = await listChanges(known);
      // The list may have been read before it was deleted.
      const kept = drops.length === 0 ? listed : listed.filter((entry) => !drops.some((isDropped) => isDropped(entry)));
      replace(kept);
      if (drops.length === 0) return;
    }
  }

  function replace(kept: readonly Entry[]): void {
    const isSame = kept.length === entries.length && kept.every((entry, index) => entry === entries[index]);
    if (isSame) return;
    entries = kept;
    newest = kept.flatMap(({ items }) => items).sort(newestFirst);
  }

  async function listChanges(known: readonly Entry[]): Promise<readonly Entry[]> {
    const tailFrom = Math.max(0, Math.floor((known.length - OVERLAP) / smallPage) * smallPage);
    if (tailFrom === 0) return listFrom(known, 0, pageSize);
    const tail = await listFrom(known, tailFrom, smallPage);
    const isMoved = keyOf(tail[0]) !== keyOf(known[tailFrom]);
    const changedFrom = isMoved ? await findMove(known, tailFrom) : await compareOlder(known, tailFrom);
    const [from, later] =
      changedFrom === undefined ? [tailFrom, tail] : [changedFrom, await listFrom(known, changedFrom, pageSize)];
    return [...known.slice(0, from), ...later];
  }

  /** Everything from a place on, which is a multiple of the page size. What did not change is the same object as before. */
  async function listFrom(known: readonly Entry[], from: number, perPage: number): Promise<Entry[]> {
    const listed: Entry[] = [];
    for (let page = from / perPage + 1; ; page++) {
      const annotations = await listPage(page, perPage);
      for (const annotation of annotations) {
        const before = known[from + listed.length];
        const entry = toEntry(annotation);
        listed.push(before !== undefined && isDeepStrictEqual(before, entry) ? before : entry);
      }
      if (annotations.length < perPage) return listed;
    }
  }

  /** Finds the first page that is not the same as before, by bisection. @returns the place of its first annotation. */
  async function findMove(known: readonly Entry[], before: number): Promise<number> {
    let same = 0;
    let moved = Math.ceil(before / pageSize);
    while (moved - same > 1) {
      const middle = Math.floor((same + moved) / 2);
      const [first] = await listPage(middle * pageSize + 1, 1);
      if (first !== undefined && keyOf(toEntry(first)) === keyOf(known[middle * pageSize])) same = middle;
      else moved = middle;
    }
    return same * pageSize;
  }

  /** Compares the next older page, now and then. @returns the place to list from if it is not the same as before. */
  async function compareOlder(known: readonly Entry[], before: number): Promise<number | undefined> {
    if (clock.now() - comparedAt < COMPARE_EVERY_MS || before < smallPage) return undefined;
    comparedAt = clock.now();
    const index = nextCompared % Math.floor(before / smallPage);
    nextCompared = index + 1;
    const from = index * smallPage;
    const page = await listPage(index + 1, smallPage);
    const isSame =
      page.length === smallPage && page.every((each, at) => isDeepStrictEqual(toEntry(each), known[from + at]));
    return isSame ? undefined : Math.floor(from / pageSize) * pageSize;
  }

  function drop(isDropped: (entry: Entry) => boolean): void {
    changes++;
    drops.push(isDropped);
    replace(entries.filter((entry) => !isDropped(entry)));
  }

  return {
    async read() {
      // Whoever began it gets its error.
      while (running !== undefined && running.changes !== changes) await running.done.catch(() => {});
      if (running === undefined) {
        const started = {
          changes,
          done: refresh().finally(() => (running = running === started ? undefined : running)),
        };
        running = started;
      }
      await running.done;
      return newest;
    },
    noteAdded() {
      changes++;
    },
    dropAnnotations(dropped) {
      const keys = new Set(dropped.map(keyOf));
      drop((entry) => keys.has(keyOf(entry)));
    },
    dropPhotos(photoIds) {
      const ids = new Set(photoIds);
      drop(({ photoId }) => ids.has(photoId));
    },
  };
}

function toEntry(annotation: Annotation): Entry {
  const items = readAnnotation(annotation).filter((each) => each.kind !== 'detection');
  return { photoId: annotation.getInputId(), annotationId: annotation.getId(), items };
}

function keyOf(entry: Pick<Entry, 'photoId' | 'annotationId'> | undefined): string | undefined {
  return entry && `${entry.photoId} ${entry.annotationId}`;
}
