import type { Session } from './session.js';

/** Makes a method of the recognizer from a function that works with a session. */
export type Operation = <Args extends unknown[], Result>(
  work: (session: Session, ...args: Args) => Promise<Result>,
) => (...args: Args) => Promise<Result>;

/** Binds functions to a session. Once its signal is aborted, all of them reject with the signal's reason. */
export function operationsOn(session: Session): Operation {
  return (work) =>
    async (...args) => {
      session.signal.throwIfAborted();
      try {
        return await work(session, ...args);
      } catch (error) {
        // The abort may surface as some other error on its way; the reason says why.
        session.signal.throwIfAborted();
        throw error;
      }
    };
}
