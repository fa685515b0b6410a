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
}

/** Undefined when nothing on the page has the focus. */
export function saveFocus(element: Element | null): SavedFocus | undefined {
  if (!(element instanceof HTMLElement) || element === document.body) return undefined;
  const container = element.closest<HTMLElement>(CONTAINERS);
  const row =
    container === null ? -1 : [...container.querySelectorAll(ROWS)].findIndex((each) => each.contains(element));
  return { element, container, row };
}

/** Focuses the control again, or else the first control of its row, or else the message or App Home that contains it. */
export function restoreFocus({ element, container, row }: SavedFocus): void {
  const inRow = row === -1 ? undefined : container?.querySelectorAll(ROWS)[row]?.querySelector<HTMLElement>(CONTROLS);
  for (const target of [element, inRow, container]) {
    if (!target?.isConnected) continue;
    target.focus({ preventScroll: true });
    if (document.activeElement === target) return;
  }
}
