import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { SHARED_MODELS } from './face-engine.js';

/**
 * For processes that live a few seconds. V8 would compile SQLite twice, the second time with its optimising compiler, which is a quarter
 * of the processor time of Rollcall's start.
 */
export const SHORT_LIVED = ['--liftoff-only'];

/** A port nothing listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/** Rollcall running as its users run it: the built program, in its own process. */
export interface RollcallProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Everything it printed so far. */
  output(): string;
  /** Asks it to stop, as Ctrl-C does, and waits. @returns its exit code. */
  stop(): Promise<number | null>;
  /** Ends it at once, as a power cut does. */
  kill(): Promise<void>;
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/**
 * Runs a built program, with no other environment than `env`.
 * @param options.folder where it was built. Default: this project.
 * @param options.isGroup whether it leads a process group, so that all of its processes can be killed at once. Ctrl-C does not reach it.
 */
export function launch(
  env: Record<string, string>,
  {
    program = 'index.js',
    folder = '.',
    isGroup = false,
  }: { readonly program?: string; readonly folder?: string; readonly isGroup?: boolean } = {},
): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, ['--enable-source-maps', ...SHORT_LIVED, `dist/${program}`], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: isGroup,
  });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return { child, output: () => output };
}

/** Lets a new data folder begin with the prepared networks of the test before. */
export async function shareModels(dataDir: string): Promise<void> {
  await mkdir(SHARED_MODELS, { recursive: true });
  await mkdir(dataDir, { recursive: true });
  await symlink(SHARED_MODELS, join(dataDir, 'models'), 'junction').catch((error: NodeJS.ErrnoException) => {
    // Started before with the same folder.
    if (error.code !== 'EEXIST') throw error;
  });
}

/** Runs Rollcall until it ends by itself, for settings with which it cannot start. */
export async function runRollcall(env: Record<string, string>): Promise<Ended> {
  const { child, output } = launch(env);
  await once(child, 'close');
  return { code: child.exitCode, output: output() };
}

/**
 * Starts Rollcall and waits until its page answers.
 * @throws Error with what it printed, when it ends before that.
 */
export async function startRollcall(
  env: { readonly ROLLCALL_DATA: string } & Record<string, string>,
  options: { readonly folder?: string } = {},
): Promise<RollcallProcess> {
  const port = Number(env['PORT'] ?? (await freePort()));
  await shareModels(env.ROLLCALL_DATA);
  // One worker: a test looks at one photo at a time, and another test runs beside it. A test trains when it says so.
  const settings = { ROLLCALL_WORKERS: '1', ROLLCALL_AUTO_TRAIN: 'off', ...env };
  const { child, output } = launch({ ...settings, PORT: String(port) }, options);
  const closed = once(child, 'close');
  const url = `http://127.0.0.1:${port}`;
  while (!output().includes(`http://localhost:${port}`)) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`Rollcall ended early:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await closed;
  };
  return {
    url,
    port,
    pid: child.pid ?? 0,
    output,
    stop: async () => {
      await end('SIGINT');
      return child.exitCode;
    },
    kill: () => end('SIGKILL'),
  };
}
