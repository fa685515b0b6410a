import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** A timeline scrolled to within this distance of its end counts as being at the end. */
const NEAR_PX = 60;
const MARGIN_PX = 12;

/**
 * What stays in view when the size of anything changes: the newest message (from its beginning if it is taller than the
 * window), the end (where the person has scrolled to), or nothing, for a person who reads older messages.
 */
type Anchor = 'newest' | 'end' | 'nothing';

/**
 * Scrolls a timeline. It starts at the newest message and follows new ones while the person is at the end. Their own new
 * message always comes into view. Older messages added above move nothing on the screen.
 *
 * @param newest identifies the newest message
 * @param oldest identifies the oldest message
 * @param isMine whether the person wrote the newest message
 */
export function useScroll(newest: string | undefined, oldest: string | undefined, isMine: boolean) {
  const viewport = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const anchor = useRef<Anchor>('newest');
  /** The last position, set here or by the person. Tells their scrolling from ours, and survives being hidden. */
  const position = useRef(0);
  const [isBehind, setBehind] = useState(false);

  const settle = useCallback(() => {
    const view = viewport.current;
    // A hidden timeline (on a phone, behind a thread) has no height and loses its position.
    if (!view || view.clientHeight === 0) return;
    view.scrollTop = anchoredTop(view, anchor.current, position.current);
    position.current = view.scrollTop;
  }, []);

  const jump = useCallback(() => {
    anchor.current = 'newest';
    setBehind(false);
    settle();
  }, [settle]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new newest message is the reason to scroll
  useLayoutEffect(() => {
    if (isMine || anchor.current !== 'nothing') jump();
    else setBehind(true);
  }, [newest, isMine, jump]);

  const shown = useRef({ oldest, height: 0 });
  useLayoutEffect(() => {
    const view = viewport.current;
    if (!view) return;
    const { oldest: before, height } = shown.current;
    // Browsers do not anchor content added above when the timeline is scrolled to its very top.
    if (before !== undefined && oldest !== before && anchor.current === 'nothing') {
      view.scrollTop += view.scrollHeight - height;
      position.current = view.scrollTop;
    }
    shown.current = { oldest, height: view.scrollHeight };
  });

  useEffect(() => {
    const inside = content.current;
    const outside = viewport.current;
    if (!inside || !outside) return;
    let wasHidden = outside.clientHeight === 0;
    const observer = new ResizeObserver(() => {
      const isHidden = outside.clientHeight === 0;
      // While someone reads older messages, the browser keeps them in place by itself.
      if (anchor.current !== 'nothing' || (wasHidden && !isHidden)) settle();
      wasHidden = isHidden;
    });
    observer.observe(inside);
    observer.observe(outside);
    return () => observer.disconnect();
  }, [settle]);

  const onScroll = useCallback(() => {
    const view = viewport.current;
    // The event of our own scrolling comes late, when the height may have changed again: it says nothing about the person.
    if (!view || view.clientHeight === 0 || Math.abs(view.scrollTop - position.current) < 2) return;
    position.current = view.scrollTop;
    anchor.current = endOf(view) - view.scrollTop < NEAR_PX ? 'end' : 'nothing';
    if (anchor.current === 'end') setBehind(false);
  }, []);

  return { viewport, content, onScroll, isBehind, jump };
}

function anchoredTop(view: HTMLElement, anchor: Anchor, position: number): number {
  if (anchor === 'nothing') return position;
  const last = [...view.querySelectorAll<HTMLElement>('[data-ts]')].at(-1);
  if (anchor === 'end' || last === undefined) return endOf(view);
  return Math.min(endOf(view), topWithin(view, last) - MARGIN_PX);
}

function endOf(view: HTMLElement): number {
  return view.scrollHeight - view.clientHeight;
}

function topWithin(view: HTMLElement, element: HTMLElement): number {
  return element.getBoundingClientRect().top - view.getBoundingClientRect().top + view.scrollTop;
}
