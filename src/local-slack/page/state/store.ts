/** A value that changes only through `dispatch`, for React's `useSyncExternalStore`. */
export interface Store<State, Change> {
  get(): State;
  dispatch(change: Change): void;
  /** @returns a function that ends the subscription. */
  subscribe(listener: () => void): () => void;
}

export function createStore<State, Change>(
  initial: State,
  reduce: (state: State, change: Change) => State,
): Store<State, Change> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    dispatch: (change) => {
      const next = reduce(state, change);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
