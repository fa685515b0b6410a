import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRecognizer } from '../../src/clarifai/create-recognizer.js';
import type { Recognizer } from '../../src/clarifai/recognizer.js';
import { createFaceEngine } from '../../src/local-clarifai/engine/create-face-engine.js';
import type { FaceEngine } from '../../src/local-clarifai/engine/face-engine.js';
import { startLocalClarifai } from '../../src/local-clarifai/start-local-clarifai.js';
import { BenchError } from './face-folder.js';
import { rememberAnswers } from './remember-answers.js';

const log = { debug() {}, info() {}, warn: console.warn, error: console.error };

interface Service {
  /** The bot's client. */
  readonly recognizer: Recognizer;
  /** The engine behind it. */
  readonly engine: FaceEngine;
  /** The folder of the engine's cache. */
  readonly cacheDir: string;
}

/** Runs a benchmark with a new, empty local Clarifai, and deletes it afterwards. */
export async function withRecognizer<T>(work: (service: Service) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  const cacheDir = join(dataDir, 'models');
  const engine = rememberAnswers(await createFaceEngine({ workers: 2, cacheDir, log }));
  const clarifai = await startLocalClarifai({ dataDir, engine, urls: 'public', log });
  const recognizer = createRecognizer({
    apiBase: `http://${clarifai.address}`,
    key: clarifai.key,
    userId: clarifai.userId,
    appId: clarifai.appId,
    log,
  });
  try {
    return await work({ recognizer, engine, cacheDir });
  } finally {
    await recognizer.close();
    await clarifai.close();
    await engine.close();
    await rm(dataDir, { recursive: true });
  }
}

/** Reports progress on standard error. */
export function startProgress(): (what: string) => void {
  const startedAt = performance.now();
  return (what) => console.error(`${((performance.now() - startedAt) / 1000).toFixed(0)} s: ${what}`);
}

/** Runs a benchmark. Wrong arguments are reported without a stack trace. */
export async function runBench(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** @throws BenchError if it is not a whole number above 0. */
export function wholeNumber(text: string, usage: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new BenchError(`“${text}” is not a whole number above 0.\n${usage}`);
  return Number(text);
}
