import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { Log } from '../../log.js';
import { PictureError } from '../../photos/picture-error.js';
import { servePictures } from '../../photos/pictures.js';
import type { Analyzer } from './face-engine.js';
import { FaceEngineError } from './face-engine.js';
import { disableTelemetry } from './onnxruntime.js';
import { MissingModelError } from './weights/model-package.js';
import type { WorkerReply, WorkerRequest, WorkerSettings } from './worker-messages.js';

/** In ms. A photo takes a second or two, and a busy machine some times that; a thread that takes this long hangs. */
const ANALYSIS_LIMIT_MS = 180_000;
/** JavaScript memory of one worker in MB. Pictures and networks are not part of it. */
const MAX_HEAP_MB = 256;

/**
 * Starts threads that analyse pictures. One that dies is replaced, and its picture fails with a FaceEngineError. Resolves when the
 * first is ready.
 * @throws MissingModelError if the model package is not completely installed.
 */
export async function startWorkers(options: {
  readonly workers: number;
  readonly cacheDir: string;
  readonly log: Log;
  /** A file to use instead of worker.ts. */
  readonly workerFile?: string;
  /** How long a worker may take for a picture before it is replaced. Default 3 minutes. */
  readonly limitMs?: number;
}): Promise<Analyzer> {
  const { workers, cacheDir, log, workerFile = findWorkerFile(), limitMs = ANALYSIS_LIMIT_MS } = options;
  const settings: WorkerSettings = { cacheDir };
  disableTelemetry();
  const pool = new Piscina<WorkerRequest, WorkerReply>({
    filename: workerFile,
    minThreads: 1,
    maxThreads: workers,
    idleTimeout: Number.POSITIVE_INFINITY,
    // A waiting worker must be able to release memory.
    atomics: 'disabled',
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    recordTiming: false,
    workerData: settings,
  });
  pool.on('error', (error: Error) => log.error(`A worker of the face engine failed and is replaced: ${error.message}`));

  let embeddingSize: number;
  try {
    const prepared = await prepare(pool);
    embeddingSize = prepared.embeddingSize;
    for (const warning of prepared.warnings) log.warn(warning);
  } catch (error) {
    await pool.destroy();
    throw error;
  }
  // With more tasks than workers, the pool starts the others, and each loads its networks.
  const others = Promise.allSettled(Array.from({ length: workers }, () => prepare(pool)));

  /** Workers that analyse a picture or help with one. */
  let busy = 0;
  async function occupied<T>(work: () => Promise<T>): Promise<T> {
    busy += 1;
    try {
      return await work();
    } finally {
      busy -= 1;
    }
  }

  /** Passes a worker's request for help on if another worker has nothing to do. */
  function findHelper(work: MessagePort): void {
    if (busy >= workers) {
      work.close();
      return;
    }
    const options = { transferList: [work], signal: AbortSignal.timeout(limitMs) };
    // If the helper fails, its end of the port closes, and the other worker does the rest.
    occupied(() => pool.run({ kind: 'help', work }, options)).catch((error: Error) => log.warn(error.message));
  }

  return {
    embeddingSize,
    async analyze(picture) {
      // A copy of exactly the picture's bytes, without the rest of a larger buffer. The caller keeps its own.
      const copy = new Uint8Array(picture);
      const { port1, port2 } = new MessageChannel();
      servePictures(port1);
      const asking = new MessageChannel();
      asking.port1.on('message', findHelper);
      const request: WorkerRequest = { kind: 'analyze', picture: copy, pictureWork: port2, asking: asking.port2 };
      // The caller (create-face-engine.ts) sends no more pictures than there are workers, so none of this is time in a queue.
      const options = { transferList: [copy.buffer, port2, asking.port2], signal: AbortSignal.timeout(limitMs) };
      const reply = await occupied(() => ask(pool, request, options)).finally(() => {
        port1.close();
        asking.port1.close();
      });
      if (reply.kind !== 'faces') throw new FaceEngineError(`The face engine answered "${reply.kind}" to a picture.`);
      return reply.faces;
    },
    async close() {
      await others;
      await pool.close();
    },
  };
}

async function prepare(pool: Piscina<WorkerRequest, WorkerReply>) {
  const reply = await ask(pool, { kind: 'prepare' });
  if (reply.kind !== 'prepared') throw new FaceEngineError(`The face engine answered "${reply.kind}" when it started.`);
  return reply;
}

/** @throws PictureError, MissingModelError, or FaceEngineError if the worker died. */
async function ask(
  pool: Piscina<WorkerRequest, WorkerReply>,
  request: WorkerRequest,
  options: { readonly transferList?: (ArrayBuffer | MessagePort)[]; readonly signal?: AbortSignal } = {},
): Promise<WorkerReply> {
  let reply: WorkerReply;
  try {
    reply = await pool.run(request, options);
  } catch (cause) {
    throw new FaceEngineError('The face engine failed on this picture; it goes on with the next one.', { cause });
  }
  if (reply.kind === 'picture error') throw new PictureError(reply.problem, reply.message);
  if (reply.kind === 'missing model') throw new MissingModelError(reply.message);
  return reply;
}

/**
 * The built worker: beside this file in the built program, in `dist` if tests run the sources, because Node 20 cannot start a
 * thread from TypeScript.
 */
function findWorkerFile(): string {
  const beside = fileURLToPath(new URL('./worker.js', import.meta.url));
  const built = fileURLToPath(new URL('../../../dist/local-clarifai/engine/worker.js', import.meta.url));
  for (const file of [beside, built]) if (existsSync(file)) return file;
  throw new Error(`The face engine’s worker isn’t built (${built} is missing). Run "npm run build".`);
}
