import { fork } from 'node:child_process';
import { once } from 'node:events';
import { constants, existsSync } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isModelCacheFilled } from './models.js';
import { disableTelemetry } from './onnxruntime.js';

/** In ms. It takes some seconds. */
const LIMIT_MS = 120_000;

/**
 * Fills the cache of networks in a process of its own, if it is not filled yet. Building and optimising the networks takes memory
 * that glibc does not give back: 120 MB that a worker, and so the bot, would hold for as long as it runs. Failures are left to the
 * worker that loads the networks afterwards: it builds what is missing, and reports what is wrong.
 */
export async function fillModelCache(cacheDir: string): Promise<void> {
  const file = findProcessFile();
  if (file === undefined || (await isModelCacheFilled(cacheDir)) || !(await isWritable(cacheDir))) return;
  disableTelemetry();
  const child = fork(file, [cacheDir], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
    timeout: LIMIT_MS,
  });
  const failed = new Promise<void>((resolve) => child.once('error', () => resolve()));
  await Promise.race([once(child, 'exit'), failed]);
}

async function isWritable(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The built file, even when tests run the sources: Node.js 20 cannot start a process from TypeScript. */
function findProcessFile(): string | undefined {
  const beside = fileURLToPath(new URL('./fill-model-cache-process.js', import.meta.url));
  const built = fileURLToPath(
    new URL('../../../dist/local-clarifai/engine/fill-model-cache-process.js', import.meta.url),
  );
  return [beside, built].find((each) => existsSync(each));
}
