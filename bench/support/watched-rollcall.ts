import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { freePort } from '../../test/support/rollcall-process.js';

/** A running Rollcall whose main thread and memory are watched. */
export interface WatchedRollcall {
  readonly url: string;
  /**
   * Since the last call: the longest time in ms that the main thread was busy without a break, the processor time of the main
   * process in ms, and the highest memory in MB.
   */
  lap(): Promise<{ readonly stallMs: number; readonly cpuMs: number; readonly peakMb: number }>;
  stop(): Promise<void>;
}

/** Each sample takes some ten milliseconds. */
const SAMPLE_MS = 500;

/** Starts the built program with local Slack and local Clarifai on a data folder. */
export async function startWatchedRollcall(
  dataDir: string,
  env: Record<string, string>,
  nodeOptions: readonly string[] = [],
): Promise<WatchedRollcall> {
  const port = await freePort();
  const watcher = new URL('./watch-process.js', import.meta.url).href;
  const child = spawn(
    process.execPath,
    [...nodeOptions, '--enable-source-maps', '--import', watcher, 'dist/index.js'],
    {
      env: {
        PATH: process.env['PATH'],
        ROLLCALL_AUTO_TRAIN: 'off',
        ...env,
        PORT: String(port),
        ROLLCALL_DATA: dataDir,
      },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  );
  const closed = once(child, 'close');
  let peakMb = 0;
  const sampling = setInterval(() => {
    memoryOf(child).then(
      (mb) => {
        peakMb = Math.max(peakMb, mb);
      },
      // A process that ended meanwhile.
      () => {},
    );
  }, SAMPLE_MS);
  if (nodeOptions.length > 0) child.stdout?.pipe(process.stderr);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => chunk.toString().includes('Rollcall is ready') && resolve());
    void closed.then(() => reject(new Error('Rollcall ended before it was ready')));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async lap() {
      child.send({ mark: true });
      const [{ longestMs, cpuMs }] = (await once(child, 'message')) as [{ longestMs: number; cpuMs: number }];
      const peak = peakMb;
      peakMb = 0;
      return { stallMs: longestMs, cpuMs, peakMb: peak };
    },
    async stop() {
      clearInterval(sampling);
      child.kill('SIGINT');
      await closed;
    },
  };
}

/** Resident memory of a process and its children in MB. Linux only: 0 elsewhere. */
async function memoryOf({ pid }: ChildProcess): Promise<number> {
  if (pid === undefined || process.platform !== 'linux') return 0;
  const sizes = await Promise.all((await familyOf(pid)).map(residentMb));
  return sizes.reduce((sum, each) => sum + each, 0);
}

async function familyOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  const lists = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '')),
  );
  const children = lists
    .join(' ')
    .split(' ')
    .filter((word) => word !== '')
    .map(Number);
  return [pid, ...(await Promise.all(children.map(familyOf))).flat()];
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
}
