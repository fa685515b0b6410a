import { type FocusEvent, useCallback, useLayoutEffect, useRef } from 'react';
import { restoreFocus, type SavedFocus, saveFocus } from './saved-focus.js';

/**
 * Keeps the focus inside a message or App Home when an app replaces the focused control, as apps often do after a click.
 * @param content changes when the app has changed the message.
 * @returns handlers for the element around the content.
 */
export function useKeepFocus(content: unknown) {
  const saved = useRef<SavedFocus>(undefined);

  const onFocus = useCallback((event: FocusEvent<HTMLElement>) => {
    saved.current = saveFocus(event.target);
  }, []);

  const onBlur = useCallback((event: FocusEvent<HTMLElement>) => {
    const left = event.target;
    // A control that is being removed also loses the focus. If it is still there, the person has moved on.
    queueMicrotask(() => {
      if (left.isConnected && document.activeElement !== left) saved.current = undefined;
    });
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: changed content may have replaced the control
  useLayoutEffect(() => {
    if (saved.current !== undefined && document.activeElement === document.body) restoreFocus(saved.current);
  }, [content]);

  return { onFocus, onBlur };
}
