import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { whenQuiet } from '../../src/local-slack/when-quiet.js';

describe('work that waits for a quiet moment', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is done once, a second after it was last asked for', () => {
    const work = vi.fn();
    const quiet = whenQuiet(work);
    quiet.soon();
    vi.advanceTimersByTime(900);
    quiet.soon();
    vi.advanceTimersByTime(900);
    expect(work).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('is done after five seconds if there is no quiet moment, and again for what is asked for later', () => {
    const work = vi.fn();
    const quiet = whenQuiet(work);
    for (let ms = 0; ms < 5_000; ms += 500) {
      quiet.soon();
      vi.advanceTimersByTime(500);
    }
    expect(work).toHaveBeenCalledTimes(1);
    quiet.soon();
    vi.advanceTimersByTime(1_000);
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('is not done after it was stopped', () => {
    const work = vi.fn();
    const quiet = whenQuiet(work);
    quiet.soon();
    quiet.stop();
    vi.advanceTimersByTime(10_000);
    expect(work).not.toHaveBeenCalled();
  });
});
