import { existsSync } from 'node:fs';
import { createFaceEngine } from '../../src/local-clarifai/engine/create-face-engine.js';
import { modelCacheFolder } from '../../src/local-clarifai/engine/models.js';
import { SHARED_MODELS } from './face-engine.js';
import { silentLog } from './silent-log.js';

/** Prepares the networks before the first run of the tests, so that processes that start together do not each do it. */
export default async function prepareModels(): Promise<void> {
  if (existsSync(await modelCacheFolder(SHARED_MODELS))) return;
  const engine = await createFaceEngine({ workers: 0, cacheDir: SHARED_MODELS, log: silentLog });
  await engine.close();
}
