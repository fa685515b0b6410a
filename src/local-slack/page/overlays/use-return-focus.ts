import { type RefObject, useLayoutEffect, useRef } from 'react';

/** The containers of controls in an app's blocks, one per row. */
const ROWS = '.block-actions, .block-accessory';
const CONTROLS = 'button:not([tabindex="-1"]):not([disabled]), input, textarea, a[href]';
/** What holds blocks: a message, in the channel or in a thread, or App Home. */
const HOLDERS = '[data-ts], .home';

/**
 * Where the focus is, so that it can return there even if the control is replaced meanwhile: the control, or else the
 * first one of the same row, or else the message or page around it.
 */
export interface FocusPlace {
  readonly element: HTMLElement;
  readonly holder: HTMLElement | null;
  readonly row: number;
}

export function focusPlace(element: Element | null): FocusPlace | undefined {
  if (!(element instanceof HTMLElement) || element === document.body) return undefined;
  const holder = element.closest<HTMLElement>(HOLDERS);
  const row = holder === null ? -1 : [...holder.querySelectorAll(ROWS)].findIndex((each) => each.contains(element));
  return { element, holder, row };
}

export function returnFocus({ element, holder, row }: FocusPlace): void {
  const inRow = row === -1 ? undefined : holder?.querySelectorAll(ROWS)[row]?.querySelector<HTMLElement>(CONTROLS);
  for (const target of [element, inRow, holder]) {
    if (!target?.isConnected) continue;
    target.focus({ preventScroll: true });
    if (document.activeElement === target) return;
  }
}

/** Returns the focus to where it was before the first of some overlays opened, once the last one has closed. */
export function useReturnFocus(isOpen: boolean, container: RefObject<HTMLElement | null>): void {
  const before = useRef<FocusPlace>(undefined);
  /** The last focus outside of overlays: when an app opens a modal, the menu that led to it may just be closing. */
  const latest = useRef<FocusPlace>(undefined);

  useLayoutEffect(() => {
    const onFocus = (event: FocusEvent) => {
      if (event.target instanceof Element && container.current?.contains(event.target)) {
        latest.current = focusPlace(event.target);
      }
    };
    document.addEventListener('focusin', onFocus);
    return () => document.removeEventListener('focusin', onFocus);
  }, [container]);

  useLayoutEffect(() => {
    if (isOpen) {
      before.current = latest.current;
      return;
    }
    const place = before.current;
    before.current = undefined;
    if (place === undefined) return;
    // After React Aria, which finds its own element gone and leaves the focus on the body.
    const timer = setTimeout(() => {
      if (document.activeElement === document.body || document.activeElement === null) returnFocus(place);
    }, 50);
    return () => clearTimeout(timer);
  }, [isOpen]);
}
