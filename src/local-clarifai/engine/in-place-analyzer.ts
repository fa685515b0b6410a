import type { Log } from '../../log.js';
import type { Analyzer } from './analyzer.js';
import { analyzeAnyWayUp } from './any-way-up.js';
import { loadModels } from './models.js';

/** Looks at pictures in the calling thread. @throws MissingModelError when the model package is not complete. */
export async function createInPlaceAnalyzer(cacheDir: string, log: Log): Promise<Analyzer> {
  const models = await loadModels(cacheDir, (message) => log.warn(message));
  return { analyze: (picture) => analyzeAnyWayUp(picture, models), close: () => models.release() };
}
