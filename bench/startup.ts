/**
 * What loading the Clarifai client costs a process: `npm run bench:startup`.
 *
 * Each sample is a new Node process that loads the built client, beside one that loads nothing. The figures are medians.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const SAMPLES = 9;
const run = promisify(execFile);

interface Sample {
  /** The time of the import, in milliseconds. */
  readonly ms: number;
  /** Memory of the whole process afterwards, in megabytes. */
  readonly mb: number;
}

const client = new URL('../src/clarifai/create-recognizer.js', import.meta.url).href;
const load = `await import(${JSON.stringify(client)});`;

async function sample(code: string): Promise<Sample> {
  const script = `const startedAt = performance.now(); ${code}
    console.log(JSON.stringify({ ms: performance.now() - startedAt, mb: process.memoryUsage().rss / 2 ** 20 }));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script]);
  return JSON.parse(stdout) as Sample;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const bare: Sample[] = [];
const loaded: Sample[] = [];
for (let turn = 0; turn < SAMPLES; turn++) {
  bare.push(await sample(''));
  loaded.push(await sample(load));
}
const ms = median(loaded.map((each) => each.ms));
const mb = median(loaded.map((each) => each.mb)) - median(bare.map((each) => each.mb));
const times = loaded.map((each) => each.ms.toFixed(0)).join(', ');
console.log(
  `Loading the Clarifai client: ${ms.toFixed(0)} ms (of ${times}), ${mb.toFixed(1)} MB above a bare Node process`,
);
console.log(JSON.stringify({ ms: Math.round(ms), mb: Math.round(mb * 10) / 10 }));
