import { resolve } from 'node:path';
import { createFaceEngine } from '../../src/local-clarifai/engine/create-face-engine.js';
import type { FaceEngine } from '../../src/local-clarifai/engine/face-engine.js';
import { silentLog } from './silent-log.js';

/** Where all tests find the prepared networks: preparing them takes a core for seconds. */
export const SHARED_MODELS = resolve('node_modules/.cache/rollcall-test-models');

let engine: Promise<FaceEngine> | undefined;

/** The real face engine, one for all test files that run in this process. Do not close it. */
export function sharedFaceEngine(): Promise<FaceEngine> {
  engine ??= createFaceEngine({ workers: 0, cacheDir: SHARED_MODELS, log: silentLog });
  return engine;
}
