import { type FocusEvent, useCallback, useLayoutEffect, useRef } from 'react';
import { type FocusPlace, focusPlace, returnFocus } from '../overlays/use-return-focus.js';

/**
 * An app that answers a click often replaces the control that was clicked, and the focus would be lost. Then it moves to
 * the control in the same row, or else to the message.
 *
 * @param content changes when the app has changed the message
 */
export function useRestoreFocus(content: unknown) {
  const place = useRef<FocusPlace>(undefined);

  const onFocus = useCallback((event: FocusEvent<HTMLElement>) => {
    place.current = focusPlace(event.target);
  }, []);

  const onBlur = useCallback((event: FocusEvent<HTMLElement>) => {
    const left = event.target;
    // A control that is being removed loses the focus too; one that is still there was left on purpose.
    queueMicrotask(() => {
      if (left.isConnected && document.activeElement !== left) place.current = undefined;
    });
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: changed content is the reason to look
  useLayoutEffect(() => {
    if (place.current !== undefined && document.activeElement === document.body) returnFocus(place.current);
  }, [content]);

  return { onFocus, onBlur };
}
