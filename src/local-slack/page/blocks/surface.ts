import { createContext, useContext } from 'react';
import type { Choice, InputValues, Place } from '../slack/api.js';

/** Where blocks stand, and what the person has put into their controls so far. */
export interface Surface {
  place: Place;
  values: InputValues;
  /** Takes back (undefined) or keeps what a control holds. */
  keep(blockId: string, actionId: string, choice: Choice | undefined): void;
  /** What is wrong with each input, by block id. */
  errors: Readonly<Record<string, string>>;
}

export const SurfaceContext = createContext<Surface | undefined>(undefined);

/** The surface a control stands on. Throws outside `SurfaceContext`. */
export function useSurface(): Surface {
  const surface = useContext(SurfaceContext);
  if (surface === undefined) throw new Error('useSurface needs a SurfaceContext around it');
  return surface;
}

/** The block a control stands in. */
export interface BlockPlace {
  blockId: string;
  /** What a control without a name of its own is called: the text of its block. */
  label: string | undefined;
  /** Whether the app is told at once, or only when the form is submitted. */
  tellsApp: boolean;
  /** Set on an input with a problem. */
  isInvalid: boolean;
}

export const BlockContext = createContext<BlockPlace>({
  blockId: '',
  label: undefined,
  tellsApp: true,
  isInvalid: false,
});

export function useBlockPlace(): BlockPlace {
  return useContext(BlockContext);
}
