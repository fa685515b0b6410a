import { channel } from 'node:diagnostics_channel';

/** The steps from a post to its reply. */
export type Step = 'download' | 'decode' | 'add' | 'read' | 'suggest' | 'draw' | 'upload' | 'render' | 'post';

/** What the channel publishes when a step ends, whether it succeeded or failed. */
export interface StepTime {
  readonly step: Step;
  readonly ms: number;
}

/** `diagnostics_channel` of {@link StepTime}. Nothing is measured without a subscriber. */
export const STEP_TIMES = 'rollcall:step-times';

const times = channel(STEP_TIMES);

/** Runs one step and publishes how long it took. */
export async function timed<T>(step: Step, work: () => T | Promise<T>): Promise<T> {
  if (!times.hasSubscribers) return work();
  const start = performance.now();
  try {
    return await work();
  } finally {
    times.publish({ step, ms: performance.now() - start } satisfies StepTime);
  }
}
