import { useSyncExternalStore } from 'react';
import { type Route, readRoute, writeRoute } from './route.js';

/** Where the address bar points now; changes with it. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return readRoute(hash);
}

/** Goes there, as a link would. */
export function goTo(route: Route): void {
  location.hash = writeRoute(route);
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}
