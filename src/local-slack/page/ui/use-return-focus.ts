import { type RefObject, useLayoutEffect, useRef } from 'react';
import { restoreFocus, type SavedFocus, saveFocus } from './saved-focus.js';

/** React Aria moves the focus first: it finds that its own element is gone, and leaves the focus on the body. */
const AFTER_REACT_ARIA_MS = 50;

/** Returns the focus to where it was before the first of some overlays opened, once the last one has closed. */
export function useReturnFocus(isOpen: boolean, container: RefObject<HTMLElement | null>): void {
  const before = useRef<SavedFocus>(undefined);
  /** The last focus outside of overlays. When an app opens a modal, the menu that led to it may just be closing. */
  const latest = useRef<SavedFocus>(undefined);

  useLayoutEffect(() => {
    const onFocus = (event: FocusEvent) => {
      if (event.target instanceof Element && container.current?.contains(event.target)) {
        latest.current = saveFocus(event.target);
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
    const saved = before.current;
    before.current = undefined;
    if (saved === undefined) return;
    const timer = setTimeout(() => {
      if (document.activeElement === document.body || document.activeElement === null) restoreFocus(saved);
    }, AFTER_REACT_ARIA_MS);
    return () => clearTimeout(timer);
  }, [isOpen]);
}
