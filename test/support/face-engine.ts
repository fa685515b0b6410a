import { resolve } from 'node:path';
import { createFaceEngine } from '../../src/local-clarifai/engine/create-face-engine.js';
import type { FaceEngine } from '../../src/local-clarifai/engine/face-engine.js';
import { silentLog } from './silent-log.js';

/** The folder of the prepared networks, shared by all tests because preparing them takes seconds of processor time. */
export const SHARED_MODELS = resolve('node_modules/.cache/rollcall-test-models');

let engine: Promise<FaceEngine> | undefined;

/** The real face engine, shared by all test files in this process. Do not close it. */
export function sharedFaceEngine(): Promise<FaceEngine> {
  engine ??= createFaceEngine({ workers: 0, cacheDir: SHARED_MODELS, log: silentLog });
  return engine;
}
