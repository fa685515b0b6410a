import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../test/support/rollcall-process.js';
import { readTreeUsage } from './process-tree.js';

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
    if (child.pid !== undefined) peakMb = Math.max(peakMb, readTreeUsage(child.pid).memoryMb);
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
