import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import { attachResult, BYTE_PIPE_FD, detachInput } from './byte-pipe.js';
import { MAX_PICTURE_MEMORY } from './limits.js';
import { PictureError } from './picture-error.js';
import {
  fromAnswer,
  type PictureAnswer,
  type PictureRequest,
  type ProcessReply,
  type RunPictureWork,
} from './picture-messages.js';

/** Each works on one picture at a time, with at most {@link MAX_PICTURE_MEMORY}. */
const PROCESSES = 2;
/**
 * Lets glibc give memory back after each picture (man 3 mallopt; other systems ignore it). After eighty photos, a process has about
 * 125 MB with these settings and 165 MB without. The threshold is above a raw picture of 1600 pixels: below it, each would be in fresh
 * memory, and drawing boxes would take twice as long.
 */
const MALLOC_SETTINGS = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '12000000',
  MALLOC_TRIM_THRESHOLD_: '32000000',
};
/** Only the fonts of `assets/fonts`, on every system: see draw-font-text.ts. */
const fontSettings = () => ({ PANGOCAIRO_BACKEND: 'fontconfig', FONTCONFIG_FILE: findFonts() });
/** In ms, for a process that fails to end itself: far longer than any picture takes, even on a busy machine. */
const TASK_TIMEOUT_MS = 120_000;
/** A picture that ended its process this often is not tried again. */
const MAX_ENDINGS = 2;
/** How many such pictures are remembered, by hash. */
const REMEMBERED = 1000;

/** The process ended, or was ended, while working on a picture. */
class ProcessEndedError extends Error {}

export interface PicturePoolOptions {
  /** Default: the built picture-process.js. */
  readonly processFile?: string;
  readonly taskTimeoutMs?: number;
  /** Memory limit of one process in bytes. Default {@link MAX_PICTURE_MEMORY}. */
  readonly maxMemory?: number;
}

/** Starts picture processes when they are needed. They end with the program. */
export function createPicturePool(options: PicturePoolOptions = {}): RunPictureWork {
  const { processFile = findProcessFile(), taskTimeoutMs = TASK_TIMEOUT_MS, maxMemory = MAX_PICTURE_MEMORY } = options;
  const limit = pLimit(PROCESSES);
  const idle: PictureProcess[] = [];
  const leftAlone = new LRUCache<string, true>({ max: REMEMBERED });

  async function attempt(request: PictureRequest): Promise<PictureAnswer> {
    const worker = idle.pop() ?? startPictureProcess(processFile, maxMemory);
    const { answer, isBloated } = await worker.ask(request, taskTimeoutMs);
    if (isBloated) worker.end();
    else idle.push(worker);
    return answer;
  }

  async function run(request: PictureRequest): Promise<unknown> {
    if (leftAlone.size > 0 && leftAlone.has(hashOf(request))) throw tooDemanding();
    for (let endings = 0; endings < MAX_ENDINGS; endings += 1) {
      try {
        return fromAnswer(await attempt(request));
      } catch (error) {
        if (!(error instanceof ProcessEndedError)) throw error;
      }
    }
    leftAlone.set(hashOf(request), true);
    throw tooDemanding();
  }

  return (request) => limit(() => run(request));
}

interface PictureProcess {
  /** @throws ProcessEndedError if the process ends, or is ended at the time limit, before it answers. */
  ask(request: PictureRequest, timeoutMs: number): Promise<ProcessReply>;
  end(): void;
}

function startPictureProcess(file: string, maxMemory: number): PictureProcess {
  // Decoders write a lot about bad pictures to stderr, none of it useful.
  const child = fork(file, [String(maxMemory)], {
    serialization: 'advanced',
    // The last is BYTE_PIPE_FD.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc', 'pipe'],
    execArgv: ['--expose-gc'],
    env: { ...process.env, ...MALLOC_SETTINGS, ...fontSettings() },
  });
  const pipe = child.stdio[BYTE_PIPE_FD] as Socket;
  child.on('error', () => {});
  pipe.on('error', () => {});
  keepAlive(child, pipe, false);
  const end = () => void child.kill('SIGKILL');

  return {
    end,
    ask(request, timeoutMs) {
      return new Promise<ProcessReply>((resolve, reject) => {
        keepAlive(child, pipe, true);
        const finish = () => {
          clearTimeout(timer);
          child.off('message', onMessage).off('exit', onEnd).off('error', onEnd);
          keepAlive(child, pipe, false);
        };
        const onMessage = async (message: unknown) => {
          // The other end is picture-process.ts.
          const reply = await attachResult(message as ProcessReply, pipe);
          finish();
          resolve(reply);
        };
        const onEnd = () => {
          finish();
          end();
          reject(new ProcessEndedError('The picture process ended.'));
        };
        const timer = setTimeout(onEnd, timeoutMs);
        child.on('message', onMessage).on('exit', onEnd).on('error', onEnd);
        if (!child.connected) return onEnd();
        const { message: toSend, bytes } = detachInput(request);
        child.send(toSend, (error) => error !== null && onEnd());
        if (bytes !== undefined) pipe.write(bytes);
      });
    },
  };
}

/** A process keeps the program running only while it works. */
function keepAlive(child: ChildProcess, pipe: Socket, isWorking: boolean): void {
  if (isWorking) {
    child.ref();
    child.channel?.ref();
    pipe.ref();
  } else {
    child.unref();
    child.channel?.unref();
    pipe.unref();
  }
}

function tooDemanding(): PictureError {
  return new PictureError(
    'too-demanding',
    'This picture takes more memory or time to open than I may use, so I left it alone. Please export it as a JPEG and post that.',
  );
}

/** A hash of the pictures in a request, whatever the task. */
function hashOf({ input }: PictureRequest): string {
  const hash = createHash('sha256');
  for (const value of input) if (value instanceof Uint8Array) hash.update(value);
  return hash.digest('base64');
}

/** The built file, even when tests run the sources: Node.js 20 cannot start a process from TypeScript. */
function findProcessFile(): string {
  const beside = fileURLToPath(new URL('./picture-process.js', import.meta.url));
  const built = fileURLToPath(new URL('../../dist/photos/picture-process.js', import.meta.url));
  for (const file of [beside, built]) if (existsSync(file)) return file;
  throw new Error(`The picture process is not built (${built} is missing): run "npm run build".`);
}

/** Rollcall runs from `src`, `dist` or, in benchmarks, `dist/bench/src`. */
function findFonts(): string {
  const files = ['../../assets/fonts/fonts.conf', '../../../../assets/fonts/fonts.conf'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const found = files.find((file) => existsSync(file));
  if (found === undefined) throw new Error('The folder assets/fonts is missing. Install Rollcall again.');
  return found;
}
