import { useCallback, useState } from 'react';
import { readSetting, writeSetting } from '../state/local-storage.js';

export type Theme = 'system' | 'light' | 'dark';

export const THEMES = [
  { id: 'system', name: 'System', icon: 'screen' },
  { id: 'light', name: 'Light', icon: 'sun' },
  { id: 'dark', name: 'Dark', icon: 'moon' },
] as const;

/** The theme chosen in this browser; the system's theme by default. */
export function storedTheme(): Theme {
  const name = readSetting('theme');
  return THEMES.find(({ id }) => id === name)?.id ?? 'system';
}

/** Makes the page light or dark (styles/tokens.css reads the attribute). */
export function applyTheme(theme: Theme): void {
  document.documentElement.setAttribute('data-theme', theme);
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(storedTheme);
  const change = useCallback((next: Theme) => {
    writeSetting('theme', next);
    applyTheme(next);
    setTheme(next);
  }, []);
  return [theme, change];
}
