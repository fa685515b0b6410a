import { useCallback, useState } from 'react';
import { tell } from '../overlays/toasts.js';
import { explain } from '../slack/errors.js';

/**
 * Runs something that may fail for a control: `isBusy` while it runs, a toast with one sentence when it fails.
 * The promise says whether it went well; it never rejects.
 */
export function useTask(): [run: (task: () => Promise<unknown>) => Promise<boolean>, isBusy: boolean] {
  const [running, setRunning] = useState(0);
  const run = useCallback(async (task: () => Promise<unknown>) => {
    setRunning((number) => number + 1);
    try {
      await task();
      return true;
    } catch (error) {
      tell(explain(error));
      return false;
    } finally {
      setRunning((number) => number - 1);
    }
  }, []);
  return [run, running > 0];
}
