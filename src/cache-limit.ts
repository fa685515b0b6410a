/**
 * Options for an `LRUCache` of at most this many entries that takes memory as it fills. With `max`, it would take the memory for all
 * of them at once: 100,000 entries cost 21 ms and 4 MB, used or not.
 */
export function atMost(entries: number): { readonly maxSize: number; readonly sizeCalculation: () => number } {
  return { maxSize: entries, sizeCalculation: () => 1 };
}
