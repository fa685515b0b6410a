import dotenv from 'dotenv';
import { messageOf } from '../errors.js';
import { describeStartFailure } from './start-failure.js';

/** What a program can use while it starts. */
export interface Program {
  /** Prints a line at the terminal. */
  say(line: string): void;
  /** Registers something to close when the program stops, or when a later step of starting fails. Last registered, first closed. */
  atEnd(end: () => Promise<void>): void;
}

/** Runs a program that ends by itself, as {@link runProgram} does otherwise. */
export async function runOnce(work: (program: Program) => Promise<void>): Promise<void> {
  await run(work, 'ends by itself');
}

/**
 * Runs a program until Ctrl-C or SIGTERM, with `.env` read into the environment. A failed start is explained at the terminal,
 * and the process exits with 1. A second Ctrl-C exits at once.
 */
export async function runProgram(start: (program: Program) => Promise<void>): Promise<void> {
  await run(start, 'runs');
}

async function run(start: (program: Program) => Promise<void>, kind: 'runs' | 'ends by itself'): Promise<void> {
  const ending: (() => Promise<void>)[] = [];
  const say = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };

  async function stop(): Promise<void> {
    for (let end = ending.pop(); end !== undefined; end = ending.pop()) {
      // If one part fails to close, the others are still closed.
      await end().catch((error: unknown) => {
        process.exitCode = 1;
        say(`While stopping: ${messageOf(error)}`);
      });
    }
  }

  let stopping = false;
  function stopOnSignal(): void {
    if (stopping) process.exit(130);
    stopping = true;
    say('Stopping…');
    void stop().then(() => process.exit());
  }

  dotenv.config({ quiet: true });
  process.on('SIGINT', stopOnSignal);
  process.on('SIGTERM', stopOnSignal);
  try {
    await start({ say, atEnd: (end) => ending.push(end) });
    if (kind === 'runs' || stopping) return;
    await stop();
    process.exit();
  } catch (error) {
    // Errors caused by stopping are not start failures.
    if (stopping) return;
    process.stderr.write(`${describeStartFailure(error)}\n`);
    await stop();
    process.exit(1);
  }
}
