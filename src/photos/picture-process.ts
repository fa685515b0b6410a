/**
 * Decodes other people's pictures in a process of its own; picture-pool.ts starts it. A picture that crashes a decoder or asks for
 * gigabytes ends this process and nothing else.
 */
import { type PictureRequest, type ProcessReply, toAnswer } from './picture-messages.js';
import { pictureWork } from './picture-work.js';

/** Decoders fill up to 2 MB of memory a millisecond. */
const CHECK_MS = 20;
/**
 * A small file can ask for minutes of work (thousands of progressive scans, for one); 100 megapixels take 3 s. Processor time, not
 * time passed: a busy machine must not make a photo fail.
 */
const MAX_CPU_SECONDS = 20;
const maxMemory = Number(process.argv[2]);
/** What decoders leave behind is rarely used again: a process this large is replaced. */
const bloated = maxMemory / 3;

async function answer({ task, input }: PictureRequest): Promise<void> {
  const cpuBefore = process.cpuUsage();
  // Decoders work in other threads, so this timer runs while they do.
  const watch = setInterval(() => {
    const { user, system } = process.cpuUsage(cpuBefore);
    if (process.memoryUsage.rss() > maxMemory || user + system > MAX_CPU_SECONDS * 1e6) end();
  }, CHECK_MS);
  // pictures.ts gives each task the input it takes.
  const work = pictureWork[task] as (...input: readonly unknown[]) => Promise<unknown>;
  const reply = await toAnswer(() => work(...input));
  clearInterval(watch);
  process.send?.({ answer: reply, isBloated: process.memoryUsage.rss() > bloated } satisfies ProcessReply);
}

/** Ends at once: process.exit() would wait for the threads that decode. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

process.on('message', (request: PictureRequest) => void answer(request));
process.once('disconnect', end);
// Ctrl+C reaches every process of a terminal, but Rollcall still finishes its work; then it disconnects.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
