import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** A timeline scrolled to within this distance of its end counts as being at the end. */
const NEAR_PX = 60;
const MARGIN_PX = 12;

/**
 * Keeps the end of a timeline in view while the person is there: when messages come and when pictures take their room.
 * Their own new message always comes into view. A newest message that is taller than the window is shown from its
 * beginning.
 *
 * What is put above it leaves everything where it is on the screen.
 *
 * @param newest identifies the newest message
 * @param oldest identifies the oldest message
 * @param isMine whether the person wrote it
 */
export function useScroll(newest: string | undefined, oldest: string | undefined, isMine: boolean) {
  const viewport = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const [isBehind, setBehind] = useState(false);

  const toEnd = useCallback(() => {
    const view = viewport.current;
    if (!view || !isAtEnd.current) return;
    const end = view.scrollHeight - view.clientHeight;
    const messages = view.querySelectorAll<HTMLElement>('[data-ts]');
    const last = messages[messages.length - 1];
    const beginning = last === undefined ? end : topWithin(view, last) - MARGIN_PX;
    view.scrollTop = Math.min(end, beginning);
  }, []);

  const jump = useCallback(() => {
    isAtEnd.current = true;
    setBehind(false);
    toEnd();
  }, [toEnd]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new newest message is the reason to scroll
  useLayoutEffect(() => {
    if (isMine || isAtEnd.current) jump();
    else setBehind(true);
  }, [newest, isMine, jump]);

  const shown = useRef({ oldest, height: 0 });
  useLayoutEffect(() => {
    const view = viewport.current;
    if (!view) return;
    const { oldest: before, height } = shown.current;
    // Adding to what is scrolled away is not anchored by the browser when it is scrolled to its very top.
    if (before !== undefined && oldest !== before && !isAtEnd.current) view.scrollTop += view.scrollHeight - height;
    shown.current = { oldest, height: view.scrollHeight };
  });

  useEffect(() => {
    const inside = content.current;
    const outside = viewport.current;
    if (!inside || !outside) return;
    const observer = new ResizeObserver(toEnd);
    observer.observe(inside);
    observer.observe(outside);
    return () => observer.disconnect();
  }, [toEnd]);

  const onScroll = useCallback(() => {
    const view = viewport.current;
    if (!view) return;
    isAtEnd.current = view.scrollHeight - view.clientHeight - view.scrollTop < NEAR_PX;
    if (isAtEnd.current) setBehind(false);
  }, []);

  return { viewport, content, onScroll, isBehind, jump };
}

function topWithin(view: HTMLElement, element: HTMLElement): number {
  return element.getBoundingClientRect().top - view.getBoundingClientRect().top + view.scrollTop;
}
