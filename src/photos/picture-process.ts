/**
 * Decodes untrusted pictures in a separate process, which picture-pool.ts starts. A picture that crashes a decoder or asks for
 * gigabytes ends only this process.
 */
import { Socket } from 'node:net';
import { attachInput, BYTE_PIPE_FD, detachResult } from './byte-pipe.js';
import { type ProcessRequest, toAnswer } from './picture-messages.js';
import { pictureWork } from './picture-work.js';

/** In ms. Decoders fill up to 2 MB of memory a millisecond. */
const CHECK_MS = 20;
/**
 * Processor time, not elapsed time, so that photos do not fail on a busy machine. 100 megapixels take 3 s, but a small file can
 * ask for minutes of work, for example with thousands of progressive scans.
 */
const MAX_CPU_SECONDS = 20;
const maxMemory = Number(process.argv[2]);
/** In bytes. Decoders rarely give memory back, so a process this large is replaced. */
const bloated = maxMemory / 3;

/** In ms without work. Then the last photo has been answered, and the next is not waited for yet. */
const IDLE_MS = 100;
/** Set by the flag that picture-pool.ts starts the process with. */
const { gc } = globalThis;
let idle: NodeJS.Timeout | undefined;

const pipe = new Socket({ fd: BYTE_PIPE_FD, readable: true, writable: true });
// If the other end is gone, "disconnect" follows.
pipe.on('error', () => {});

async function answer(request: ProcessRequest): Promise<void> {
  clearTimeout(idle);
  const { task, input } = await attachInput(request, pipe);
  const cpuBefore = process.cpuUsage();
  // Decoders work in other threads, so this timer runs meanwhile.
  const watch = setInterval(() => {
    const { user, system } = process.cpuUsage(cpuBefore);
    if (process.memoryUsage.rss() > maxMemory || user + system > MAX_CPU_SECONDS * 1e6) end();
  }, CHECK_MS);
  // pictures.ts passes each task its own type of input.
  const work = pictureWork[task] as (...input: readonly unknown[]) => Promise<unknown>;
  const reply = await toAnswer(() => work(...input));
  clearInterval(watch);
  const { message, bytes } = detachResult({ answer: reply, isBloated: process.memoryUsage.rss() > bloated });
  process.send?.(message);
  if (bytes !== undefined) pipe.write(bytes);
  // Frees the raw pictures, so that the next ones get the same memory. Fresh memory can take longer than decoding.
  idle = setTimeout(() => void gc?.(), IDLE_MS);
}

/** Ends at once: process.exit() would wait for the threads that decode. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

process.on('message', (request: ProcessRequest) => void answer(request));
process.once('disconnect', end);
// Ctrl+C reaches every process of a terminal, but Rollcall still finishes its work. Then it disconnects.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
