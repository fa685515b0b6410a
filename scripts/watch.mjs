import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch as watchFiles } from 'node:fs';
import { join, sep } from 'node:path';
import { build } from 'esbuild';

/** Editors write a file in several steps. */
const SETTLE_MS = 50;
const PAGE_FOLDER = join('src', 'local-slack', 'page') + sep;
const isOfPage = (file) => file.startsWith(PAGE_FOLDER);

/**
 * `npm run dev`: builds and starts Rollcall, then builds every file that changes in `src` and starts Rollcall again. A change of the
 * page needs no restart: reload it in the browser. While something does not build, the Rollcall that is running goes on.
 *
 * Files are watched with `fs.watch` and built one by one: esbuild's own watcher polls, so it notices a change up to a second later,
 * and it builds all of `src` each time.
 * @param options.program what esbuild builds for Node.js; `options.page` for browsers.
 * @param options.nodeOptions for Rollcall's process, for example `['--inspect']`.
 */
export async function watch({ program, page, buildProtocol, nodeOptions }) {
  const unbuilt = new Set();
  let rollcall;
  let timer;
  let isChanged = false;
  let isUpdating = false;
  let isStopping = false;

  function startRollcall() {
    if (isStopping) return;
    rollcall = spawn(process.execPath, ['--enable-source-maps', ...nodeOptions, 'dist/index.js'], { stdio: 'inherit' });
  }

  /** @param signal left out when Ctrl-C in the terminal has sent one already: a second one would cut it off. */
  async function stopRollcall(signal) {
    if (rollcall === undefined || rollcall.exitCode !== null || rollcall.signalCode !== null) return;
    const exited = once(rollcall, 'exit');
    if (signal !== undefined) rollcall.kill(signal);
    await exited;
  }

  async function buildChanges() {
    const files = [...unbuilt].filter((file) => existsSync(file));
    const sources = files.filter((file) => !isOfPage(file));
    // A folder that was renamed, for example.
    const isMoreThanSources = sources.some((file) => !file.endsWith('.ts'));
    await Promise.all([
      sources.length > 0 && build(isMoreThanSources ? program : { ...program, entryPoints: sources }),
      files.some(isOfPage) && build(page),
      buildProtocol(),
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
    await stopRollcall(signal === 'SIGINT' ? undefined : signal);
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);

  await Promise.all([build(program), build(page), buildProtocol()]);
  startRollcall();
}
