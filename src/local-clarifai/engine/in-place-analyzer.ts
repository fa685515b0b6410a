import type { Log } from '../../log.js';
import type { Analyzer } from './face-engine.js';
import { loadModels } from './models.js';
import { analyzeInAnyOrientation } from './orientation-search.js';

/** Analyses pictures in the calling thread. @throws MissingModelError if the model package is incomplete. */
export async function createInPlaceAnalyzer(cacheDir: string, log: Log): Promise<Analyzer> {
  const models = await loadModels(cacheDir, (message) => log.warn(message));
  return {
    embeddingSize: models.embeddingSize,
    analyze: (picture) => analyzeInAnyOrientation(picture, models),
    close: () => models.release(),
  };
}
