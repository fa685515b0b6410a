import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PictureError } from '../../photos/picture-error.js';
import { type EngineFace, FaceEngineError } from './face-engine.js';
import { disableTelemetry } from './onnxruntime.js';
import { MissingModelError } from './weights/model-package.js';
import type { AloneRequest, WorkerReply } from './worker-messages.js';

/** In ms, loading the networks included. */
const LIMIT_MS = 180_000;
/** A picture that ended its process this often is given up. */
const MAX_ENDINGS = 2;

export interface AloneOptions {
  readonly cacheDir: string;
  /** Default: the built analyze-alone-process.js. */
  readonly processFile?: string;
  readonly limitMs?: number;
}

/**
 * Analyses one picture in a process of its own, which may end without taking the program along. Takes a second more than in a worker.
 * @throws PictureError, MissingModelError, or FaceEngineError if the picture ended two processes.
 */
export async function analyzeAlone(picture: Uint8Array, options: AloneOptions): Promise<readonly EngineFace[]> {
  for (let endings = 0; endings < MAX_ENDINGS; endings += 1) {
    const reply = await ask(picture, options);
    if (reply?.kind === 'faces') return reply.faces;
    if (reply?.kind === 'picture error') throw new PictureError(reply.problem, reply.message);
    if (reply?.kind === 'missing model') throw new MissingModelError(reply.message);
  }
  throw new FaceEngineError(`The picture ended the face engine’s process ${MAX_ENDINGS} times.`);
}

/** @returns undefined if the process ended without an answer. */
async function ask(picture: Uint8Array, options: AloneOptions): Promise<WorkerReply | undefined> {
  const { cacheDir, processFile = findProcessFile(), limitMs = LIMIT_MS } = options;
  disableTelemetry();
  const child = fork(processFile, {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
    timeout: limitMs,
    killSignal: 'SIGKILL',
  });
  let reply: WorkerReply | undefined;
  child.once('message', (message) => {
    // The other end is analyze-alone-process.ts.
    reply = message as WorkerReply;
  });
  const failed = new Promise<void>((resolve) => child.on('error', () => resolve()));
  const request: AloneRequest = { cacheDir, picture };
  child.send(request, () => {});
  await Promise.race([once(child, 'close'), failed]);
  return reply;
}

/** The built file, even when tests run the sources: Node.js 20 cannot start a process from TypeScript. */
function findProcessFile(): string {
  const beside = fileURLToPath(new URL('./analyze-alone-process.js', import.meta.url));
  const built = fileURLToPath(new URL('../../../dist/local-clarifai/engine/analyze-alone-process.js', import.meta.url));
  for (const file of [beside, built]) if (existsSync(file)) return file;
  throw new Error(`The process of the face engine is not built (${built} is missing): run "npm run build".`);
}
