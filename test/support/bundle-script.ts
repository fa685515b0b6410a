import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Makes a TypeScript file runnable by plain Node, for tests that need a process to kill.
 * The result lies under node_modules, because from there the packages it imports are found.
 */
export async function bundleScript(script: URL): Promise<{ readonly path: string; remove(): void }> {
  const path = fileURLToPath(new URL(`../../node_modules/.cache/rollcall/${randomUUID()}.mjs`, import.meta.url));
  await build({
    entryPoints: [fileURLToPath(script)],
    outfile: path,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'error',
  });
  return { path, remove: () => rmSync(path, { force: true }) };
}
