import { createContext, useContext, useSyncExternalStore } from 'react';
import type { State } from './model.js';
import type { Outbox } from './outbox.js';
import type { Session } from './session.js';

export const SessionContext = createContext<Session | undefined>(undefined);

/** The current session. Throws outside `SessionContext`. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('useSession needs a SessionContext around it');
  return session;
}

/** A part of the state. `select` must return the same value for the same state. */
export function useSelect<T>(select: (state: State) => T): T {
  const { store } = useSession();
  const read = () => select(store.get());
  return useSyncExternalStore(store.subscribe, read, read);
}

/** The messages that are being sent or have failed. */
export function useOutbox(): Outbox {
  const { store } = useSession().sender;
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}
