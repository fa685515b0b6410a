import { expect } from 'vitest';

/** Like `expect(await read())`, repeated until it passes or a generous time is up. */
export function eventually<T>(read: () => T | Promise<T>) {
  return expect.poll(read, { timeout: 15_000, interval: 10 });
}
