import pLimit from 'p-limit';
import type { Log } from '../../log.js';
import type { Analyzer } from './analyzer.js';
import type { FaceEngine } from './face-engine.js';
import { FaceEngineError } from './face-engine-error.js';
import { analyzePicture } from './face-pipeline.js';
import { loadModels } from './models.js';
import { orAborted } from './or-aborted.js';
import { startWorkers } from './worker-pool.js';

/** Raise the number whenever embeddings or scores change: those of different ids must never be compared. */
const ENGINE_ID = 'rollcall-face-1';

export interface FaceEngineOptions {
  /** How many pictures are looked at side by side, each in a thread of its own. With 0 the calling thread does it, and is blocked. */
  readonly workers: number;
  /** Folder for what makes the next start faster. Made when missing; when it cannot be written, starts take longer. */
  readonly cacheDir: string;
  readonly log: Log;
}

/**
 * Starts the face engine. Resolves when the first worker is ready; the others follow in the background.
 * @throws MissingModelError when the model package is not completely installed.
 */
export async function createFaceEngine({ workers, cacheDir, log }: FaceEngineOptions): Promise<FaceEngine> {
  const analyzer = workers === 0 ? await createInPlace(cacheDir, log) : await startWorkers({ workers, cacheDir, log });
  const limit = pLimit(Math.max(1, workers));
  let closed = false;
  return {
    id: ENGINE_ID,
    analyze(picture, { signal } = {}) {
      const faces = limit(() => {
        if (closed) throw new FaceEngineError('The face engine was closed before it looked at this picture.');
        signal?.throwIfAborted();
        return analyzer.analyze(picture);
      });
      return orAborted(faces, signal);
    },
    close() {
      closed = true;
      return analyzer.close();
    },
  };
}

async function createInPlace(cacheDir: string, log: Log): Promise<Analyzer> {
  const models = await loadModels(cacheDir, (message) => log.warn(message));
  return { analyze: (picture) => analyzePicture(picture, models), close: () => models.release() };
}
