/**
 * `npm run check`: types, style, imports, unused code and notices, all at the same time. Says how long each took, and shows what those
 * that failed printed.
 *
 *   node scripts/check.mjs <command…>   also runs a command and shows what it prints; the checks use what it leaves idle (`npm test`)
 */
import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';

const CHECKS = [
  'oxlint --type-aware --type-check',
  'biome ci .',
  'knip',
  'dockerfile-utils lint container/Dockerfile',
  'dclint --max-warnings 0 container/compose.yaml',
  'node scripts/third-party-notices.mjs --check',
];

const command = process.argv.slice(2).join(' ');
const beside = command === '' ? Promise.resolve(0) : runBeside();

const failed = (await Promise.all(CHECKS.map(run))).filter(({ code }) => code !== 0);
for (const { command, output } of failed) console.error(`\n── ${command}\n${output}`);
process.exitCode = failed.length === 0 && (await beside) === 0 ? 0 : 1;

/** @returns its exit code, or null if a signal ended it. */
function runBeside() {
  const child = spawn(command, { shell: true, stdio: 'inherit' });
  // What this process starts from now on has this priority too.
  setPriority(10);
  return new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
}

/** Runs a command with npm's PATH, in which the programs of packages are found. */
function run(command) {
  const startedAt = performance.now();
  const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  // Type checking, written in Go, takes a seventh less processor time with less frequent garbage collection.
  const env = { GOGC: '400', ...process.env, ...colours };
  const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'], env });
  let output = '';
  const collect = (chunk) => {
    output += chunk;
  };
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', async (code) => {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      await beside;
      console.log(`${code === 0 ? '✓' : '✗'} ${command} (${seconds} s)`);
      resolve({ command, output, code });
    });
  });
}
