import { useCallback, useState } from 'react';
import { recall, remember } from '../state/memory.js';

export type Theme = 'system' | 'light' | 'dark';

export const THEMES = [
  { id: 'system', name: 'Like the system', icon: 'screen' },
  { id: 'light', name: 'Light', icon: 'sun' },
  { id: 'dark', name: 'Dark', icon: 'moon' },
] as const;

/** What this browser was asked for; the system's own choice until then. */
export function rememberedTheme(): Theme {
  const name = recall('theme');
  return THEMES.find(({ id }) => id === name)?.id ?? 'system';
}

/** Makes the page light or dark (styles/tokens.css reads the attribute). */
export function applyTheme(theme: Theme): void {
  document.documentElement.setAttribute('data-theme', theme);
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(rememberedTheme);
  const change = useCallback((next: Theme) => {
    remember('theme', next);
    applyTheme(next);
    setTheme(next);
  }, []);
  return [theme, change];
}
