import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** A timeline scrolled to within this distance of its end counts as being at the end. */
const NEAR_PX = 60;
const MARGIN_PX = 12;

/**
 * What stays in view when anything changes its size: the newest message (from its beginning if it is taller than the
 * window), the end (if the person scrolled there), or nothing while the person reads older messages.
 */
type Anchor = 'newest' | 'end' | 'nothing';

/**
 * Scrolls a timeline. It starts at the newest message and follows new ones while the person is at the end. A new message of
 * their own always scrolls into view. Older messages added above do not move the others.
 *
 * @param newest identifies the newest message
 * @param oldest identifies the oldest message
 * @param isMine whether the person wrote the newest message
 */
export function useScroll(newest: string | undefined, oldest: string | undefined, isMine: boolean) {
  const viewport = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const anchor = useRef<Anchor>('newest');
  /** The last scroll position. Tells the person's scrolling from ours, and is restored when the timeline was hidden. */
  const position = useRef(0);
  const [hasNewBelow, setNewBelow] = useState(false);

  const applyAnchor = useCallback(() => {
    const view = viewport.current;
    // A hidden timeline (on a phone, behind a thread) has no height and loses its scroll position.
    if (!view || view.clientHeight === 0) return;
    view.scrollTop = anchoredTop(view, anchor.current, position.current);
    position.current = view.scrollTop;
  }, []);

  const jumpToNewest = useCallback(() => {
    anchor.current = 'newest';
    setNewBelow(false);
    applyAnchor();
  }, [applyAnchor]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new newest message is the reason to scroll
  useLayoutEffect(() => {
    if (isMine || anchor.current !== 'nothing') jumpToNewest();
    else setNewBelow(true);
  }, [newest, isMine, jumpToNewest]);

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
    const contentElement = content.current;
    const viewportElement = viewport.current;
    if (!contentElement || !viewportElement) return;
    let wasHidden = viewportElement.clientHeight === 0;
    const observer = new ResizeObserver(() => {
      const isHidden = viewportElement.clientHeight === 0;
      // While the person reads older messages, the browser keeps them in place.
      if (anchor.current !== 'nothing' || (wasHidden && !isHidden)) applyAnchor();
      wasHidden = isHidden;
    });
    observer.observe(contentElement);
    observer.observe(viewportElement);
    return () => observer.disconnect();
  }, [applyAnchor]);

  const onScroll = useCallback(() => {
    const view = viewport.current;
    // Ignores our own scrolling. Its event comes late, when the height may have changed again.
    if (!view || view.clientHeight === 0 || Math.abs(view.scrollTop - position.current) < 2) return;
    position.current = view.scrollTop;
    anchor.current = endOf(view) - view.scrollTop < NEAR_PX ? 'end' : 'nothing';
    if (anchor.current === 'end') setNewBelow(false);
  }, []);

  return { viewport, content, onScroll, hasNewBelow, jumpToNewest };
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
