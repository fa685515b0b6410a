import { type FocusEvent, type RefObject, useCallback, useLayoutEffect, useRef } from 'react';

/** The containers of controls in an app's message, one per row. */
const ROWS = '.block-actions, .block-accessory';
const CONTROLS = 'button:not([tabindex="-1"]), input, textarea, a[href]';

/**
 * An app that answers a click usually replaces the very control that was clicked, and the focus would be nowhere. Then it
 * goes on to what stands in the same row now, or else to the message itself.
 *
 * @param content changes when the app has changed the message
 */
export function useRestoreFocus(container: RefObject<HTMLElement | null>, content: unknown) {
  const row = useRef<number>(undefined);

  const onFocus = useCallback((event: FocusEvent<HTMLElement>) => {
    const rows = [...event.currentTarget.querySelectorAll(ROWS)];
    const index = rows.findIndex((candidate) => candidate.contains(event.target));
    row.current = index === -1 ? undefined : index;
  }, []);

  const onBlur = useCallback((event: FocusEvent<HTMLElement>) => {
    const left = event.target;
    // A control that is being removed loses the focus too; one that is still there was left on purpose.
    queueMicrotask(() => {
      if (left.isConnected && document.activeElement !== left) row.current = undefined;
    });
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: changed content is the reason to look
  useLayoutEffect(() => {
    const inside = container.current;
    if (!inside || row.current === undefined || document.activeElement !== document.body) return;
    const next = inside.querySelectorAll(ROWS)[row.current]?.querySelector<HTMLElement>(CONTROLS);
    (next ?? inside.closest<HTMLElement>('[data-ts]'))?.focus({ preventScroll: true });
  }, [container, content]);

  return { onFocus, onBlur };
}
