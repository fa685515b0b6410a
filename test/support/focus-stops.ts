import type { Page } from 'playwright-core';

interface FocusStop {
  readonly name: string;
  /** Whether the focused element is in view, on top of everything else, and marked as focused. */
  readonly isShown: boolean;
}

function focusStop(page: Page): Promise<FocusStop> {
  return page.evaluate(`(() => {
    const element = document.activeElement;
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const x = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2;
    const y = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
    const onTop = document.elementFromPoint(x, y);
    const name = element.getAttribute('aria-label') ?? (element.textContent.trim() || element.tagName);
    // Fields show the focus with the border around them.
    const field = element.closest('.picker-field, .composer-box');
    const isMarked =
      getComputedStyle(element).outlineStyle !== 'none' || (field && getComputedStyle(field).boxShadow !== 'none');
    return {
      name: element === document.body ? 'BODY' : name,
      isShown: onTop !== null && (element.contains(onTop) || onTop.contains(element)) && Boolean(isMarked),
    };
  })()`);
}

/** Presses Tab from the top of the page to its end. @returns where the focus was each time. */
export async function tabThrough(page: Page): Promise<FocusStop[]> {
  await page.evaluate(`document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')`);
  const stops: FocusStop[] = [];
  while (stops.length < 60) {
    await page.keyboard.press('Tab');
    const stop = await focusStop(page);
    if (stop.name === 'BODY') break;
    stops.push(stop);
  }
  return stops;
}
