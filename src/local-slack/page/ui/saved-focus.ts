/** The containers of controls in an app's blocks, one per row. */
const ROWS = '.block-actions, .block-accessory';
const CONTROLS = 'button:not([tabindex="-1"]):not([disabled]), input, textarea, a[href]';
/** What contains blocks: a message, in the channel or in a thread, or App Home. */
const CONTAINERS = '[data-ts], .home';

/** Where the focus was, so that it can return there even if an app has replaced the control. */
export interface SavedFocus {
  readonly element: HTMLElement;
  readonly container: HTMLElement | null;
  /** The index of the row among the rows of the container; -1 outside of a row. */
  readonly row: number;
  /** The index of the control in its row. */
  readonly place: number;
}

/** Undefined when nothing on the page has the focus. */
export function saveFocus(element: Element | null): SavedFocus | undefined {
  if (!(element instanceof HTMLElement) || element === document.body) return undefined;
  const container = element.closest<HTMLElement>(CONTAINERS);
  const rows = container === null ? [] : [...container.querySelectorAll<HTMLElement>(ROWS)];
  const row = rows.findIndex((each) => each.contains(element));
  const place = controlsOf(rows[row]).indexOf(element);
  return { element, container, row, place };
}

/**
 * Focuses the control again, or else what is in its place in its row now (the next control, if only this one was removed), or else the
 * message or App Home that contains it.
 */
export function restoreFocus({ element, container, row, place }: SavedFocus): void {
  const controls = row === -1 ? [] : controlsOf(container?.querySelectorAll<HTMLElement>(ROWS)[row]);
  const inRow = controls[Math.min(Math.max(place, 0), controls.length - 1)];
  for (const target of [element, inRow, container]) {
    if (!target?.isConnected) continue;
    target.focus({ preventScroll: true });
    if (document.activeElement === target) return;
  }
}

function controlsOf(row: HTMLElement | undefined): HTMLElement[] {
  return row === undefined ? [] : [...row.querySelectorAll<HTMLElement>(CONTROLS)];
}
