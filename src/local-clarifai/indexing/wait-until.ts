import type { EventEmitter } from 'node:events';

/**
 * Waits until something is over, and asks after every event, and regularly if events can be lost.
 * @param options.waitMs how long to wait at most, in ms.
 * @param options.pollMs how often to ask without an event, in ms; undefined for never.
 * @param options.signal aborted when the caller stops waiting.
 */
export async function waitUntil(
  isOver: () => Promise<boolean>,
  options: {
    readonly events: EventEmitter;
    readonly event: string;
    readonly waitMs: number;
    readonly pollMs: number | undefined;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { events, event, waitMs, pollMs, signal } = options;
  const endsAt = performance.now() + waitMs;
  for (;;) {
    // Listens before it asks, so that nothing is missed in between.
    const next = nextEvent();
    try {
      const leftMs = endsAt - performance.now();
      if (signal.aborted || leftMs <= 0 || (await isOver())) return;
      await next.within(Math.min(leftMs, pollMs ?? leftMs));
    } finally {
      next.stop();
    }
  }

  function nextEvent() {
    let wake = () => {};
    let hasHappened = false;
    let timer: NodeJS.Timeout | undefined;
    const notice = () => {
      hasHappened = true;
      wake();
    };
    events.once(event, notice);
    signal.addEventListener('abort', notice, { once: true });
    return {
      within: (ms: number) =>
        new Promise<void>((resolve) => {
          if (hasHappened) return resolve();
          wake = resolve;
          timer = setTimeout(resolve, ms);
        }),
      stop() {
        clearTimeout(timer);
        events.off(event, notice);
        signal.removeEventListener('abort', notice);
      },
    };
  }
}
