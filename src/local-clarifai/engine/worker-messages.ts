import type { MessagePort } from 'node:worker_threads';
import type { PictureProblem } from '../../photos/picture-error.js';
import type { EngineFace } from './face-engine.js';

/** What a worker is given when it starts. */
export interface WorkerSettings {
  readonly cacheDir: string;
}

/** What a worker is asked: to load its networks, or to look at a picture. */
export type WorkerRequest =
  | { readonly kind: 'prepare' }
  | {
      readonly kind: 'analyze';
      readonly picture: Uint8Array;
      /** Where the main thread has pictures decoded, until the worker has answered. */
      readonly pictureWork: MessagePort;
    };

/** What a worker answers. Errors are spelled out, because their classes do not survive the way between threads. */
export type WorkerReply =
  | { readonly kind: 'prepared'; readonly embeddingSize: number; readonly warnings: readonly string[] }
  | { readonly kind: 'faces'; readonly faces: readonly EngineFace[] }
  | { readonly kind: 'picture error'; readonly problem: PictureProblem; readonly message: string }
  | { readonly kind: 'missing model'; readonly message: string };
