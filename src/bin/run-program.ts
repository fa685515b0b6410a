import dotenv from 'dotenv';
import { messageOf } from '../errors.js';
import { describeStartFailure } from './start-failure.js';

/** What a program uses while it starts. */
export interface Program {
  /** Tells the person at the terminal. */
  say(line: string): void;
  /** Has something ended when the program stops: in the opposite order of these calls, also when starting fails later. */
  atEnd(end: () => Promise<void>): void;
}

/**
 * Runs a program that goes on until Ctrl-C (or SIGTERM), with `.env` read into the environment.A failed start is described
 * in words, and the process exits with 1. A second Ctrl-C exits at once.
 */
export async function runProgram(start: (program: Program) => Promise<void>): Promise<void> {
  const ending: (() => Promise<void>)[] = [];
  const say = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };

  async function stop(): Promise<void> {
    for (let end = ending.pop(); end !== undefined; end = ending.pop()) {
      // One part that does not end well must not keep the others from ending.
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
  } catch (error) {
    // Errors caused by stopping are not start failures.
    if (stopping) return;
    process.stderr.write(`${describeStartFailure(error)}\n`);
    await stop();
    process.exit(1);
  }
}
