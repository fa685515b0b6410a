/** All work with pictures. It runs in other processes, which may crash without harm to this one; see picture-pool.ts. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import {
  fromAnswer,
  memoryOf,
  type PictureAnswer,
  type PictureRequest,
  type RunPictureWork,
  toAnswer,
} from './picture-messages.js';
import { createPicturePool } from './picture-pool.js';
import type { PictureWork } from './picture-work.js';

let pool: RunPictureWork | undefined;

/** The processes start with the first picture, or with {@link warmUpPictures}. */
const runInPool: RunPictureWork = (request) => {
  pool ??= createPicturePool();
  return pool(request);
};

let run = runInPool;

function ask<Task extends keyof PictureWork>(task: Task): PictureWork[Task] {
  const askFor = (...input: readonly unknown[]) => run({ task, input });
  // The process calls the function of this name with this input.
  return askFor as PictureWork[Task];
}

export const cropFace = ask('cropFace');
export const cropFaces = ask('cropFaces');
export const decodePicture = ask('decodePicture');
export const drawNumberedBoxes = ask('drawNumberedBoxes');
export const makeThumbnail = ask('makeThumbnail');
export const measurePicture = ask('measurePicture');
export const placeSideBySide = ask('placeSideBySide');
export const placeTogether = ask('placeTogether');
export const preparePicture = ask('preparePicture');
export const renderSvg = ask('renderSvg');

/** Starts a process ahead of the first photo, which would otherwise wait while it loads its decoders. */
export async function warmUpPictures(): Promise<void> {
  await renderSvg('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>');
}

interface ThreadRequest extends PictureRequest {
  readonly replyTo: MessagePort;
}

/** Works on the pictures of another thread as long as the port is open. */
export function servePictures(port: MessagePort): void {
  port.on('message', ({ replyTo, ...request }: ThreadRequest) => {
    void toAnswer(() => runInPool(request)).then((answer) => replyTo.postMessage(answer, memoryOf(answer)));
  });
}

/** Sends this thread's pictures through a port to the main thread, which has the only pool of processes. */
export function sendPicturesTo(port: MessagePort): void {
  run = (request) =>
    new Promise<PictureAnswer>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.once('message', (answer: PictureAnswer) => {
        port1.close();
        resolve(answer);
      });
      port.postMessage({ ...request, replyTo: port2 } satisfies ThreadRequest, [port2]);
    }).then(fromAnswer);
}
