import { createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { Choice, ContainerRef, InputValues } from '../slack/api.js';
import type { Block } from '../slack/blocks.js';

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

/**
 * The state of the controls of one surface, while it is mounted.
 * @param blocks if given, the state of a block that an app replaced by one with another id is dropped, as in Slack.
 */
export function useInputValues(blocks?: readonly Block[]): Pick<Surface, 'values' | 'setValue'> {
  const [values, setValues] = useState<InputValues>({});
  const setValue = useCallback((blockId: string, actionId: string, choice: Choice | undefined) => {
    setValues((before) => {
      const { [actionId]: _, ...others } = before[blockId] ?? {};
      return { ...before, [blockId]: choice === undefined ? others : { ...others, [actionId]: choice } };
    });
  }, []);
  useEffect(() => {
    if (blocks === undefined) return;
    const ids = new Set(blocks.map(({ block_id }) => block_id));
    setValues((before) => {
      const kept = Object.entries(before).filter(([id]) => ids.has(id));
      return kept.length === Object.keys(before).length ? before : Object.fromEntries(kept);
    });
  }, [blocks]);
  return useMemo(() => ({ values, setValue }), [values, setValue]);
}
