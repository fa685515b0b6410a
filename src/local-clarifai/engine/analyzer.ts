import type { EngineFace } from './face-engine.js';

/** Looks at one picture at a time, or at as many as it has workers. */
export interface Analyzer {
  /** @throws PictureError, FaceEngineError */
  analyze(picture: Uint8Array): Promise<readonly EngineFace[]>;
  /** Lets running work finish. */
  close(): Promise<void>;
}
