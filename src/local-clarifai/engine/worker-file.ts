import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The built worker: beside this file when this is the built program, in `dist` when tests run the sources
 * (Node 20 cannot start a thread from TypeScript).
 */
export function findWorkerFile(): string {
  const beside = fileURLToPath(new URL('./worker.js', import.meta.url));
  const built = fileURLToPath(new URL('../../../dist/local-clarifai/engine/worker.js', import.meta.url));
  for (const file of [beside, built]) if (existsSync(file)) return file;
  throw new Error(`The face engine's worker is not built (${built} is missing): run "npm run build".`);
}
