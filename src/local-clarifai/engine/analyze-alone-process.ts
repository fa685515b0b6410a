/** A process that analyses one picture and ends; analyze-alone.ts starts it. */
import { once } from 'node:events';
import { PictureError } from '../../photos/picture-error.js';
import { loadModels } from './models.js';
import { analyzeInAnyOrientation } from './orientation-search.js';
import { MissingModelError } from './weights/model-package.js';
import type { AloneRequest, WorkerReply } from './worker-messages.js';

// When the program that started it ends, so does this.
process.once('disconnect', () => process.exit());

async function answer({ cacheDir, picture }: AloneRequest): Promise<WorkerReply> {
  try {
    const models = await loadModels(cacheDir, () => {});
    return { kind: 'faces', faces: await analyzeInAnyOrientation(picture, models) };
  } catch (error) {
    if (error instanceof PictureError) return { kind: 'picture error', problem: error.problem, message: error.message };
    if (error instanceof MissingModelError) return { kind: 'missing model', message: error.message };
    throw error;
  }
}

const [request] = (await once(process, 'message')) as [AloneRequest];
process.send?.(await answer(request), () => process.exit());
