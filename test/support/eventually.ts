import { expect } from 'vitest';

/** Like `expect(await read())`, tried again and again for as long as a busy machine may need. */
export function eventually<T>(read: () => T | Promise<T>) {
  return expect.poll(read, { timeout: 15_000, interval: 10 });
}
