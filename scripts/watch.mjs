import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch as watchFiles, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { build } from 'esbuild';

/** Long enough for editors that write a file in several steps. */
const SETTLE_MS = 30;
/** Before that, loading packages for the next start would slow Rollcall's start down. */
const PREPARE_NEXT_AFTER_MS = 3000;
const PAGE_FOLDER = join('src', 'local-slack', 'page') + sep;
/** Imports the packages that Rollcall's files import. It is in `dist`, so that they are resolved as for those files. */
const PACKAGES_FILE = 'dist/packages.js';
/** Loaded with `require` (src/clarifai-protocol.ts), which esbuild does not see. */
const REQUIRED = 'clarifai-nodejs-grpc/proto/clarifai/api/service_grpc_pb';

const isOfPage = (file) => file.startsWith(PAGE_FOLDER);

/**
 * `npm run dev`: builds and starts Rollcall. When a file in `src` changes, builds it and restarts Rollcall. After a change to the page, reload
 * it in the browser. If a file does not build, Rollcall keeps running.
 *
 * Files are watched with `fs.watch` and built one by one: esbuild's own watcher polls, so it notices a change up to a second later,
 * and it builds all of `src` each time. Loading packages takes most of the start, so a second process loads them in advance
 * (dev-process.mjs).
 * @param options.program esbuild's options for Node.js; `options.page` for browsers.
 * @param options.nodeOptions for Rollcall's process, for example `['--inspect']`.
 */
export async function watch({ program, page, buildProtocol, nodeOptions }) {
  const unbuilt = new Set();
  let running;
  let next;
  let timer;
  let preparing;
  let isChanged = false;
  let isUpdating = false;
  let isStopping = false;

  function prepareNext() {
    next = spawn(process.execPath, ['--enable-source-maps', ...nodeOptions, 'scripts/dev-process.mjs'], {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
  }

  function startRollcall() {
    if (isStopping) return;
    if (next === undefined || next.exitCode !== null) prepareNext();
    running = next;
    next = undefined;
    running.send('start');
    clearTimeout(preparing);
    // Only one process can use the debugger's port.
    if (nodeOptions.length === 0) preparing = setTimeout(prepareNext, PREPARE_NEXT_AFTER_MS);
  }

  /** @param signal undefined after Ctrl-C: the terminal has already sent a signal, and a second one would exit at once. */
  async function stopRollcall(signal) {
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const exited = once(running, 'exit');
    if (signal !== undefined) running.kill(signal);
    await exited;
  }

  async function listPackages() {
    const { metafile } = await build({
      ...program,
      entryPoints: ['src/index.ts'],
      bundle: true,
      packages: 'external',
      sourcemap: false,
      write: false,
      metafile: true,
    });
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    const packages = imports.filter(({ kind, path }) => kind === 'import-statement' && !path.startsWith('node:'));
    const names = new Set(packages.map(({ path }) => path));
    writeFileSync(
      PACKAGES_FILE,
      `${[...names].map((name) => `import '${name}';\n`).join('')}import { createRequire } from 'node:module';
createRequire(import.meta.url)('${REQUIRED}');
`,
    );
  }

  async function buildChanges() {
    const files = [...unbuilt].filter((file) => existsSync(file));
    const sources = files.filter((file) => !isOfPage(file));
    // For example, a renamed folder.
    const isMoreThanSources = sources.some((file) => !file.endsWith('.ts'));
    await Promise.all([
      sources.length > 0 && build(isMoreThanSources ? program : { ...program, entryPoints: sources }),
      files.some(isOfPage) && build(page),
      sources.some((file) => file.includes('clarifai')) && buildProtocol(),
    ]);
    for (const file of files) unbuilt.delete(file);
    if (sources.length === 0) {
      console.log('The page was built again: reload it.');
      return;
    }
    await stopRollcall('SIGTERM');
    startRollcall();
  }

  async function update() {
    if (isUpdating) return;
    isUpdating = true;
    while (isChanged && !isStopping) {
      isChanged = false;
      await buildChanges().catch((error) => {
        // esbuild has printed its own errors.
        if (error.errors === undefined) console.error(error);
      });
    }
    isUpdating = false;
  }

  const watcher = watchFiles('src', { recursive: true }, (_event, file) => {
    if (file === null) return;
    unbuilt.add(join('src', file));
    isChanged = true;
    clearTimeout(timer);
    timer = setTimeout(update, SETTLE_MS);
  });

  async function stop(signal) {
    if (isStopping) return;
    isStopping = true;
    watcher.close();
    clearTimeout(timer);
    clearTimeout(preparing);
    next?.kill();
    await stopRollcall(signal === 'SIGINT' ? undefined : signal);
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);

  await Promise.all([build(program), build(page), buildProtocol(), listPackages()]);
  startRollcall();
}
