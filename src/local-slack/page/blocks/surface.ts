import { createContext, useCallback, useContext, useMemo, useState } from 'react';
import type { Choice, ContainerRef, InputValues } from '../slack/api.js';

/** The message or view that contains blocks, and the state of their controls. */
export interface Surface {
  container: ContainerRef;
  values: InputValues;
  /** Stores the choice of a control, or clears it (undefined). */
  setValue(blockId: string, actionId: string, choice: Choice | undefined): void;
  /** The errors of inputs, by block id. */
  errors: Readonly<Record<string, string>>;
}

export const SurfaceContext = createContext<Surface | undefined>(undefined);

/** The surface of a control. Throws outside `SurfaceContext`. */
export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (surface === undefined) throw new Error('useSurface needs a SurfaceContext around it');
  return surface;
}

/** The block that contains a control. */
export interface BlockInfo {
  blockId: string;
  /** The text of the block, which is part of the accessible names of its controls. */
  label: string | undefined;
  /** Whether changes are sent to the app at once, or only when the form is submitted. */
  dispatches: boolean;
  /** Whether the input has an error. */
  isInvalid: boolean;
}

export const BlockContext = createContext<BlockInfo>({
  blockId: '',
  label: undefined,
  dispatches: true,
  isInvalid: false,
});

export function useBlock(): BlockInfo {
  return useContext(BlockContext);
}

/** The state of the controls of one surface, while it is mounted. */
export function useInputValues(): Pick<Surface, 'values' | 'setValue'> {
  const [values, setValues] = useState<InputValues>({});
  const setValue = useCallback((blockId: string, actionId: string, choice: Choice | undefined) => {
    setValues((before) => {
      const { [actionId]: _, ...others } = before[blockId] ?? {};
      return { ...before, [blockId]: choice === undefined ? others : { ...others, [actionId]: choice } };
    });
  }, []);
  return useMemo(() => ({ values, setValue }), [values, setValue]);
}
