import { useCallback, useMemo, useState } from 'react';
import type { Choice, InputValues } from '../slack/api.js';
import type { Surface } from './surface.js';

/** What the controls of one surface hold, as long as it is on the screen. */
export function useInputValues(): Pick<Surface, 'values' | 'keep'> {
  const [values, setValues] = useState<InputValues>({});
  const keep = useCallback((blockId: string, actionId: string, choice: Choice | undefined) => {
    setValues((before) => {
      const { [actionId]: _, ...others } = before[blockId] ?? {};
      return { ...before, [blockId]: choice === undefined ? others : { ...others, [actionId]: choice } };
    });
  }, []);
  return useMemo(() => ({ values, keep }), [values, keep]);
}
