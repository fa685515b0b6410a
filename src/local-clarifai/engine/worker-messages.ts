import type { MessagePort } from 'node:worker_threads';
import type { PictureProblem } from '../../photos/picture-error.js';
import type { EngineFace } from './face-engine.js';

/** The data a worker is started with. */
export interface WorkerSettings {
  readonly cacheDir: string;
}

/** A request to a worker: to load its networks, to analyse a picture, or to help another worker with one. */
export type WorkerRequest =
  | { readonly kind: 'prepare' }
  | {
      readonly kind: 'analyze';
      readonly picture: Uint8Array;
      /** The port through which the main thread has pictures decoded until the worker has answered. */
      readonly pictureWork: MessagePort;
      /** The port through which the worker asks for a helper (helper.ts). */
      readonly asking: MessagePort;
    }
  | { readonly kind: 'help'; readonly work: MessagePort };

/** A request to a process that analyses one picture. */
export interface AloneRequest {
  readonly cacheDir: string;
  readonly picture: Uint8Array;
}

/** A worker's answer. Errors are sent as fields, because classes are lost between threads. */
export type WorkerReply =
  | { readonly kind: 'prepared'; readonly embeddingSize: number; readonly warnings: readonly string[] }
  | { readonly kind: 'faces'; readonly faces: readonly EngineFace[] }
  | { readonly kind: 'helped' }
  | { readonly kind: 'picture error'; readonly problem: PictureProblem; readonly message: string }
  | { readonly kind: 'missing model'; readonly message: string };
