import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long work with many items runs, in ms, before everything else gets a turn. */
const SLICE_MS = 8;

/** The same items, with pauses in which other work runs. Resumes at once if there is none. */
export async function* inSlices<T>(items: Iterable<T>): AsyncGenerator<T> {
  let endsAt = performance.now() + SLICE_MS;
  for (const item of items) {
    yield item;
    if (performance.now() < endsAt) continue;
    await nextTurn();
    endsAt = performance.now() + SLICE_MS;
  }
}

/** The same items in lists of at most `size`, in their order. */
export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
