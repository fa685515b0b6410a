/** A process that loads the networks once, so that the cache has them, and ends; fill-model-cache.ts starts it. */
import { loadModels } from './models.js';

const [cacheDir = ''] = process.argv.slice(2);
// When the program that started it ends, so does this.
process.once('disconnect', () => process.exit());
await loadModels(cacheDir, () => {});
process.exit();
