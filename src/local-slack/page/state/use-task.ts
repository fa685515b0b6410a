import { useCallback, useState } from 'react';
import { showToast } from '../overlays/toasts.js';
import { explain } from '../slack/errors.js';

/**
 * Runs a task for a control: `isBusy` is true while it runs, and an error is shown as a toast.
 * The promise resolves to whether it succeeded; it never rejects.
 */
export function useTask(): [run: (task: () => Promise<unknown>) => Promise<boolean>, isBusy: boolean] {
  const [running, setRunning] = useState(0);
  const run = useCallback(async (task: () => Promise<unknown>) => {
    setRunning((number) => number + 1);
    try {
      await task();
      return true;
    } catch (error) {
      showToast(explain(error));
      return false;
    } finally {
      setRunning((number) => number - 1);
    }
  }, []);
  return [run, running > 0];
}
