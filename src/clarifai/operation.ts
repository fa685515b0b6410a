import type { Session } from './session.js';

/** Turns a function that takes a session into a method of the recogniser. */
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
        // An abort can surface as another error, such as a cancelled call.
        session.signal.throwIfAborted();
        throw error;
      }
    };
}
