import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';

/** The steps from a post to its reply. */
export type Step = 'download' | 'decode' | 'add' | 'read' | 'suggest' | 'draw' | 'upload' | 'render' | 'post';

/** What is measured, by name. Nothing in it identifies a person, a photo or a conversation. */
export interface Measurements {
  /** A step to a reply ended, whether it succeeded or failed. */
  readonly step: { readonly step: Step; readonly ms: number };
  /** Rollcall began to answer a post with photos. */
  readonly 'post started': Record<never, never>;
  /** Rollcall is done with a post. `failed` if it could not answer. */
  readonly 'post ended': { readonly answer: string; readonly ms: number };
  /** A photo was shown in a new reply. */
  readonly photo: { readonly named: number; readonly asked: number; readonly unknown: number };
  /** A call to a service ended. */
  readonly call: {
    readonly service: 'slack' | 'clarifai';
    readonly method: string;
    /** `ok`, or the kind of failure. */
    readonly result: string;
    readonly ms: number;
  };
  /** A training ended. */
  readonly training: {
    readonly result: 'used' | 'rejected' | 'no one named' | 'failed';
    /** The quality of the new model, each 0–1; undefined if it was not measured. */
    readonly quality?: { readonly precision: number; readonly recall: number } | undefined;
    readonly people?: number;
    readonly tags?: number;
  };
}

type Name = keyof Measurements;

/** One `diagnostics_channel` for each name. */
const channelOf = (name: Name) => channel(`rollcall:${name}`);

/** Publishes a measurement. It is only computed if someone subscribed. */
export function publish<N extends Name>(name: N, measure: () => Measurements[N]): void {
  const target = channelOf(name);
  if (target.hasSubscribers) target.publish(measure());
}

/** Calls a listener for each measurement of this name. @returns ends that. */
export function onMeasurement<N extends Name>(name: N, listener: (measurement: Measurements[N]) => void): () => void {
  // Only `publish` writes to these channels, with the type of the name.
  const listen = (message: unknown) => listener(message as Measurements[N]);
  subscribe(`rollcall:${name}`, listen);
  return () => void unsubscribe(`rollcall:${name}`, listen);
}

/** Runs one step and publishes how long it took. */
export async function timed<T>(step: Step, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    publish('step', () => ({ step, ms: performance.now() - start }));
  }
}
