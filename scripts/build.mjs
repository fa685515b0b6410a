/**
 * Builds Rollcall with esbuild.
 *
 *   node scripts/build.mjs                     everything that `npm start` needs, into dist
 *   node scripts/build.mjs page                only the page of the local workspace, into dist/local-slack/page
 *   node scripts/build.mjs bench               the benchmarks and what they measure, into dist/bench
 *   node scripts/build.mjs assets              the program that draws the sample photos, into dist/draw-assets.js
 *   node scripts/build.mjs protocol <folder>   only the smaller copy of Clarifai's message classes, into that folder
 *   node scripts/build.mjs watch               everything, then again after each change, and restarts Rollcall (`npm run dev`)
 *
 * This file only uses syntax that Node.js 12 supports, so that the check that it imports first can run.
 */
import './require-node.mjs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

const NODE = { format: 'esm', platform: 'node', target: 'node20', sourcemap: true, logLevel: 'warning' };

/** The bot and its local services, not bundled. */
const PROGRAM = { ...NODE, entryPoints: ['src/**/*.ts'], outbase: 'src', outdir: 'dist' };

const BENCH = {
  ...NODE,
  entryPoints: ['src/**/*.ts', 'bench/*.ts', 'bench/support/*.ts', 'test/support/**/*.ts'],
  outbase: '.',
  outdir: 'dist/bench',
};

const ASSETS = {
  ...NODE,
  entryPoints: ['test/support/cast/draw-assets.ts'],
  bundle: true,
  packages: 'external',
  sourcemap: false,
  outfile: 'dist/draw-assets.js',
};

/** The page of the local workspace, bundled for browsers. */
const PAGE = {
  entryPoints: ['main.tsx', 'index.html', 'icon.svg'].map((file) => `src/local-slack/page/${file}`),
  bundle: true,
  minify: true,
  target: 'es2022',
  jsx: 'automatic',
  loader: { '.html': 'copy', '.svg': 'copy' },
  outdir: 'dist/local-slack/page',
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
};

async function buildProtocol(folder = 'dist/node_modules') {
  const { slimProtocol } = await import('./slim-protocol.mjs');
  slimProtocol(folder);
}

const TARGETS = {
  product: () => Promise.all([build(PROGRAM), build(PAGE), buildProtocol()]),
  page: () => build(PAGE),
  bench: () => Promise.all([build(BENCH), buildProtocol()]),
  assets: () => build(ASSETS),
  protocol: buildProtocol,
  watch: async (...nodeOptions) => {
    const { watch } = await import('./watch.mjs');
    await watch({ program: PROGRAM, page: PAGE, buildProtocol, nodeOptions });
  },
};

async function run([name = 'product', ...options]) {
  const target = TARGETS[name];
  if (target === undefined)
    throw new Error(`There is no target “${name}”: use one of ${Object.keys(TARGETS).join(', ')}.`);
  await target(...options);
}

run(process.argv.slice(2)).catch((error) => {
  // esbuild has printed its own errors.
  if (error.errors === undefined) console.error(error);
  process.exitCode = 1;
});
