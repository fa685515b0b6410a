const PREFIX = 'rollcall.';

/** Reads a setting from this browser's storage; undefined when there is none or storage is disabled. */
export function readSetting(key: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Writes a setting to this browser's storage, if storage is allowed. */
export function writeSetting(key: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // A private window may disable storage; the setting then lasts until the page is closed.
  }
}
