import { setMaxListeners } from 'node:events';
import { checkSetup } from './check-setup.js';
import { createModel } from './model/create-model.js';
import type { CropFace } from './model/find-candidates.js';
import { openSession, type SessionOptions } from './open-session.js';
import { operationsOn } from './operation.js';
import { createPeople } from './people/create-people.js';
import { createPhotos } from './photos/create-photos.js';
import type { Recognizer } from './recognizer.js';
import { createTags } from './tags/create-tags.js';
import { createTasks } from './tasks/create-tasks.js';
import { createTransfer } from './transfer/create-transfer.js';
import { ClarifaiError } from './transport/errors.js';

export interface RecognizerOptions extends SessionOptions {
  /** Only needed for models that answer once per picture: without it, photos of several people get no candidates from them. */
  readonly cropFace?: CropFace;
}

/**
 * Opens a connection to a Clarifai service. Nothing is sent before the first call.
 * @throws UserFacingError if the address is invalid.
 */
export function createRecognizer(options: RecognizerOptions): Recognizer {
  const ending = new AbortController();
  // Every running call listens to it, so the default limit of ten listeners would warn.
  setMaxListeners(0, ending.signal);
  const { session, close } = openSession(options, ending.signal);
  const operation = operationsOn(session);
  return {
    checkSetup: operation(checkSetup),
    photos: createPhotos(operation),
    tags: createTags(operation),
    people: createPeople(operation),
    model: createModel(operation, options.cropFace),
    tasks: createTasks(operation),
    transfer: createTransfer(operation),
    abort: (reason) => ending.abort(reason),
    async close() {
      const description = 'The connection to the face service was closed';
      ending.abort(new ClarifaiError({ kind: 'cancelled', rpc: 'close', description }));
      close();
    },
  };
}
