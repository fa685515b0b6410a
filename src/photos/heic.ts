import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { refuseTooManyPixels } from './limits.js';
import { PictureError } from './picture-error.js';

/** One decoded HEIC picture, upright, four bytes (red, green, blue, alpha) a pixel. */
export interface HeicPixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** In ms. 12 megapixels take half a second; a worker that is still busy after this is stuck on a bad file. */
const DECODE_TIMEOUT_MS = 30_000;

/**
 * Plain JavaScript for a thread of its own. The decoder is WebAssembly: it would hold up the event loop for half a second
 * a photo, and its memory (220 MB for 12 megapixels) is only ever given back when the thread ends.
 */
const WORKER_SOURCE = `
const { parentPort, workerData } = require('node:worker_threads');
(async () => {
  const { HeifDecoder } = require(workerData.decoder);
  const images = new HeifDecoder().decode(workerData.bytes);
  const image = images.find((each) => each.is_primary()) ?? images[0];
  if (image === undefined) throw new Error('There is no picture in the file.');
  const [width, height] = [image.get_width(), image.get_height()];
  if (width * height > workerData.maxPixels) return parentPort.postMessage({ pixels: width * height });
  const target = { data: new Uint8ClampedArray(width * height * 4), width, height };
  const shown = await new Promise((resolve) => image.display(target, resolve));
  if (!shown) throw new Error('The picture could not be decoded.');
  parentPort.postMessage({ data: target.data.buffer, width, height }, [target.data.buffer]);
})().catch((error) => parentPort.postMessage({ failure: String(error && error.message) }));
`;

type WorkerAnswer =
  | { readonly data: ArrayBuffer; readonly width: number; readonly height: number }
  | { readonly pixels: number }
  | { readonly failure: string };

/** One at a time: two large files at once would double the memory for no gain. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Decodes the primary picture of a HEIC file; the others are thumbnails or variants of it. The rotation and mirroring that
 * the file asks for are applied.
 * @throws PictureError if it has more than `maxPixels` pixels (read before decoding), or cannot be decoded.
 */
export function decodeHeic(bytes: Uint8Array, limits: { readonly maxPixels: number }): Promise<HeicPixels> {
  const result = queue.then(() => decodeInWorker(bytes, limits.maxPixels));
  queue = result.catch(() => undefined);
  return result;
}

async function decodeInWorker(bytes: Uint8Array, maxPixels: number): Promise<HeicPixels> {
  const worker = new Worker(WORKER_SOURCE, {
    eval: true,
    // A copy: cloning a view would send along the whole buffer it looks into.
    workerData: {
      decoder: createRequire(import.meta.url).resolve('libheif-js/wasm-bundle'),
      bytes: bytes.slice(),
      maxPixels,
    },
    // The decoder writes its complaints about a bad file to the console.
    stdout: true,
    stderr: true,
  });
  try {
    const answer = await firstAnswer(worker);
    if ('failure' in answer) throw new Error(answer.failure);
    if ('pixels' in answer) {
      refuseTooManyPixels(answer.pixels, maxPixels);
      throw new Error('The worker refused a picture within the limit.');
    }
    return { data: new Uint8Array(answer.data), width: answer.width, height: answer.height };
  } catch (cause) {
    throw cause instanceof PictureError ? cause : unreadableHeic(cause);
  } finally {
    await worker.terminate();
  }
}

/** Damaged, or a variant that the decoder does not support: there are many, and new phones add more. */
function unreadableHeic(cause: unknown): PictureError {
  return new PictureError('damaged', 'I can’t open this HEIC photo. Please export it as a JPEG and post that.', {
    cause,
  });
}

function firstAnswer(worker: Worker): Promise<WorkerAnswer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Decoding took too long.')), DECODE_TIMEOUT_MS);
    timer.unref();
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The decoder ended with code ${code}.`)));
  });
}
