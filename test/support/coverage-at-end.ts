import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import v8Module from '@vitest/coverage-v8';
import type { V8CoverageProvider } from '@vitest/coverage-v8/dist/provider.js';
import type { CoverageProviderModule } from 'vitest/node';

/**
 * Vitest's coverage by V8, read once from each process after its last test file. Vitest reads it after each file: with `isolate: false`, every
 * script of the process is reported hundreds of times.
 */

/** Tells the processes of the tests where to leave what they counted. */
const FOLDER = 'ROLLCALL_TEST_COVERAGE';
const WAIT_MS = 60_000;

/** Where functions are in the scripts as they were run, by file. */
type ScriptOffsets = ReadonlyMap<string, { readonly startOffset: number }>;

let session: Session | undefined;
let offsets: ScriptOffsets = new Map();

/** In a process of the tests. */
function startCounting(): void {
  if (session !== undefined) return;
  session = new Session();
  session.connect();
  session.post('Profiler.enable');
  // Counts, because an `else` that is not written ran as often as its `if` did not.
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  // Vitest ends a process with a signal, 500 ms before it kills it. This message comes first, and is answered when its listeners are done.
  process.on('message', (message: { readonly type?: string }) => {
    if (message.type === 'stop') leaveCounts();
  });
}

function leaveCounts(): void {
  const folder = process.env[FOLDER];
  if (session === undefined || folder === undefined) return;
  session.post('Profiler.takePreciseCoverage', (error, coverage) => {
    if (error !== null) throw error;
    const result = coverage.result
      .filter(({ url }) => url.startsWith('file://') && !url.includes('/node_modules/'))
      .map((script) => ({
        ...script,
        startOffset: offsets.get(decodeURIComponent(new URL(script.url).pathname))?.startOffset ?? 0,
      }));
    const path = join(folder, `${process.pid}.json`);
    writeFileSync(`${path}.part`, JSON.stringify({ result }));
    renameSync(`${path}.part`, path);
  });
}

/** In the process that starts those of the tests. */
async function createProvider(): Promise<V8CoverageProvider> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-coverage-'));
  process.env[FOLDER] = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const provider = (await v8Module.getProvider()) as V8CoverageProvider;
  // Vitest chooses what it loads in the processes of the tests by this name.
  Object.assign(provider, { name: 'custom' });
  const keep = provider.onAfterSuiteRun.bind(provider);
  const generate = provider.generateCoverage.bind(provider);
  const workers = new Map<number, Parameters<typeof keep>[0]>();
  provider.onAfterSuiteRun = (run) => void workers.set(run.coverage as number, run);
  provider.generateCoverage = async (context) => {
    for (const [pid, run] of workers) keep({ ...run, coverage: await readCounts(join(folder, `${pid}.json`)) });
    workers.clear();
    return generate(context);
  };
  return provider;
}

/** @throws Error when the process did not leave it. */
async function readCounts(path: string): Promise<unknown> {
  const untilMs = performance.now() + WAIT_MS;
  while (!existsSync(path)) {
    if (performance.now() > untilMs) throw new Error(`A process of the tests left no coverage in ${path}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return JSON.parse(readFileSync(path, 'utf8'));
}

const module: CoverageProviderModule = {
  startCoverage: startCounting,
  takeCoverage(options) {
    offsets = options?.moduleExecutionInfo ?? offsets;
    return process.pid;
  },
  getProvider: createProvider,
};
export default module;
