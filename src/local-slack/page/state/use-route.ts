import { useSyncExternalStore } from 'react';
import { type Route, readRoute, writeRoute } from './route.js';

/** The route in the address bar. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return readRoute(hash);
}

/** Navigates to a route. */
export function goTo(route: Route): void {
  location.hash = writeRoute(route);
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}
