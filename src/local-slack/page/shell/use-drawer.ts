import { type RefObject, useCallback, useEffect, useLayoutEffect, useState } from 'react';

/** As in styles/narrow.css: wider pages show the sidebar next to the rest. */
const NARROW = '(max-width: 760px)';

/**
 * The sidebar of a narrow page, which opens as a drawer over the rest of the page. The focus moves into it, and back to the
 * button "Show channels" when it closes. Escape closes it.
 * @param frame contains the sidebar and the rest.
 */
export function useDrawer(frame: RefObject<HTMLElement | null>) {
  const [isOpen, setOpen] = useState(false);
  const open = useCallback(() => setOpen(true), []);
  const close = useCallback(() => setOpen(false), []);

  useLayoutEffect(() => {
    if (!isOpen) return;
    const { current } = frame;
    const sidebar = current?.querySelector('.sidebar');
    (sidebar?.querySelector<HTMLElement>('a[aria-current]') ?? sidebar?.querySelector('a'))?.focus();
    return () => {
      if (sidebar?.contains(document.activeElement)) current?.querySelector<HTMLElement>('.navigation-button')?.focus();
    };
  }, [isOpen, frame]);

  useEffect(() => {
    if (!isOpen) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) close();
    };
    const narrow = matchMedia(NARROW);
    document.addEventListener('keydown', onKeyDown);
    narrow.addEventListener('change', close);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
      narrow.removeEventListener('change', close);
    };
  }, [isOpen, close]);

  return { isOpen, open, close };
}
