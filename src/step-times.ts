import { channel } from 'node:diagnostics_channel';

/** Parts of the work from a post to its reply. */
export type Step = 'download' | 'decode' | 'add' | 'read' | 'suggest' | 'draw' | 'upload' | 'render' | 'post';

/** What the channel publishes when a step is done, whether it worked or not. */
export interface StepTime {
  readonly step: Step;
  readonly ms: number;
}

/** `diagnostics_channel` of {@link StepTime}. Nothing is measured without a subscriber. */
export const STEP_TIMES = 'rollcall:step-times';

const times = channel(STEP_TIMES);

/** Does one step, and publishes how long it took. */
export async function timed<T>(step: Step, work: () => T | Promise<T>): Promise<T> {
  if (!times.hasSubscribers) return work();
  const start = performance.now();
  try {
    return await work();
  } finally {
    times.publish({ step, ms: performance.now() - start } satisfies StepTime);
  }
}
