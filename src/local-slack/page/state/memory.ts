const PREFIX = 'rollcall.';

/** What this browser remembers for the page; undefined for nothing, and where storage is switched off. */
export function recall(key: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Remembers, where storage is allowed; the page works without. */
export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // A private window may forbid it: then the choice lasts until the page is closed.
  }
}
