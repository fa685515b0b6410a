import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Compiles a TypeScript file into a script for Node.js, for tests that need a process to kill. The script is stored under
 * node_modules, so that it finds the packages it imports.
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
