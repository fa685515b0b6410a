/** One thread of the face engine; worker-pool.ts starts it. */
import { type MessagePort, workerData } from 'node:worker_threads';
import { PictureError } from '../../photos/picture-error.js';
import { sendPicturesTo } from '../../photos/pictures.js';
import { askForHelp, help } from './helper.js';
import { loadModels, type Models } from './models.js';
import { analyzeInAnyOrientation } from './orientation-search.js';
import { MissingModelError } from './weights/model-package.js';
import type { WorkerReply, WorkerRequest, WorkerSettings } from './worker-messages.js';

const { cacheDir } = workerData as WorkerSettings;
const warnings: string[] = [];
/** The port to ask through while a picture is analysed. */
let asking: MessagePort | undefined;
/** Starts at once, so that a worker that replaces another is ready early. */
let models: Promise<Models> | undefined = load();

function load(): Promise<Models> {
  const loading = loadModels(
    cacheDir,
    (warning) => warnings.push(warning),
    () => asking && askForHelp(asking),
  );
  // Reported with the first request. Until then, the rejection must not count as unhandled.
  loading.catch(() => {});
  return loading;
}

/** Answers one request. Rejects only if there is a bug. */
export default async function answer(request: WorkerRequest): Promise<WorkerReply> {
  try {
    models ??= load();
    const loaded = await models;
    if (request.kind === 'prepare') return { kind: 'prepared', embeddingSize: loaded.embeddingSize, warnings };
    if (request.kind === 'help') {
      if (loaded.mobileFaceNet !== undefined) await help(request.work, loaded.mobileFaceNet.embedCrop);
      return { kind: 'helped' };
    }
    sendPicturesTo(request.pictureWork);
    asking = request.asking;
    return { kind: 'faces', faces: await analyzeInAnyOrientation(request.picture, loaded) };
  } catch (error) {
    if (error instanceof PictureError) return { kind: 'picture error', problem: error.problem, message: error.message };
    if (error instanceof MissingModelError) {
      // Someone may repair the installation meanwhile.
      models = undefined;
      return { kind: 'missing model', message: error.message };
    }
    throw error;
  }
}
