import { ClarifaiError } from './transport/errors.js';

/**
 * Runs work that ends when its caller or everybody wants it to. Each has an AbortController of its own rather than
 * `AbortSignal.any` with one that lives as long as the process: Node 20 keeps every signal made that way in memory.
 */
export function createRunner(): {
  run<T>(call: { readonly signal?: AbortSignal } | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  stop(): void;
} {
  const running = new Set<AbortController>();
  const stopping = () =>
    new ClarifaiError({
      kind: 'cancelled',
      rpc: 'close',
      description: 'The connection to the face service was closed',
    });
  let stopped = false;
  return {
    async run(call, work) {
      if (stopped) throw stopping();
      call?.signal?.throwIfAborted();
      const controller = new AbortController();
      const abort = () => controller.abort(call?.signal?.reason);
      running.add(controller);
      call?.signal?.addEventListener('abort', abort);
      try {
        return await work(controller.signal);
      } catch (error) {
        // Whatever the abort broke on its way, the caller asked for this reason.
        controller.signal.throwIfAborted();
        throw error;
      } finally {
        running.delete(controller);
        call?.signal?.removeEventListener('abort', abort);
      }
    },
    stop() {
      stopped = true;
      for (const controller of running) controller.abort(stopping());
    },
  };
}
