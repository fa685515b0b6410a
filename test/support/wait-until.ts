import { vi } from 'vitest';

/** Waits until `find` returns something, and returns it. Fails after 15 seconds, which a busy machine may need. */
export function waitUntil<T>(find: () => T | Promise<T>) {
  return vi.waitUntil(find, { timeout: 15_000, interval: 10 });
}
