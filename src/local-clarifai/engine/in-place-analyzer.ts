import type { Log } from '../../log.js';
import type { Analyzer } from './analyzer.js';
import { analyzePicture } from './face-pipeline.js';
import { loadModels } from './models.js';

/** Looks at pictures in the calling thread. @throws MissingModelError when the model package is not complete. */
export async function createInPlaceAnalyzer(cacheDir: string, log: Log): Promise<Analyzer> {
  const models = await loadModels(cacheDir, (message) => log.warn(message));
  return { analyze: (picture) => analyzePicture(picture, models), close: () => models.release() };
}
