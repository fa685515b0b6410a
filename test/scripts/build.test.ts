import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';

/** Runs the build as a Node.js of another version would see it. */
function buildWithNode(version: string, target: string) {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  return spawnSync(process.execPath, ['--import', `data:text/javascript,${pretend}`, 'scripts/build.mjs', target], {
    encoding: 'utf8',
  });
}

describe('scripts/build.mjs', () => {
  it.each(['12.22.12', '18.20.8', '20.18.3'])(
    'says in one sentence that Node.js %s is too old, and stops',
    (version) => {
      const { status, stdout, stderr } = buildWithNode(version, 'product');
      expect(stderr).toBe(
        `Rollcall needs Node.js 20.19 or newer, and this is Node.js ${version}. Get a newer one from https://nodejs.org.\n`,
      );
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    },
  );

  it.each(['scripts/build.mjs', 'scripts/require-node.mjs'])(
    'can be read by Node.js 12 as far as the check: %s has no newer syntax',
    (file) => {
      const code = readFileSync(file, 'utf8');
      const { code: asNode12 } = transformSync(code, { target: 'node12.22', format: 'esm' });
      expect(asNode12).toBe(transformSync(code, { target: 'esnext', format: 'esm' }).code);
    },
  );

  it.each(['20.19.0', '22.0.0', '26.1.0'])('goes on with Node.js %s', (version) => {
    expect(buildWithNode(version, 'no such target').stderr).toContain('There is no target “no such target”');
  });
});
