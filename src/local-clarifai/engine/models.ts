import path from 'node:path';
import { createFileCache } from './file-cache.js';
import { createNetworkStore } from './network-store.js';
import { createDetector, type Detector } from './networks/detector.js';
import { createEmbedder, type Embedder } from './networks/embedder.js';
import { createLandmarkFinder, type LandmarkFinder } from './networks/landmarks.js';
import { createTinyFaceDetector, type TinyFaceDetector } from './networks/tiny-face-detector.js';
import { embedNonFaces } from './non-face-embedding.js';
import { findModelPackage } from './weights/model-package.js';

/** Everything one thread needs to analyse pictures. */
export interface Models {
  readonly detector: Detector;
  readonly tinyFaceDetector: TinyFaceDetector;
  readonly landmarks: LandmarkFinder;
  readonly embedder: Embedder;
  /** Where the embedder puts what is no face. */
  readonly nonFace: Float32Array;
  release(): Promise<void>;
}

/** To be raised whenever what is cached is made differently, so that an older one is not used. */
const CACHE_FORMAT = 2;

/**
 * Loads the four networks.
 * @param cacheDir where what is made of the model package is kept for the next start.
 * @param warn is told, once, when it cannot be kept.
 * @throws MissingModelError when the model package is not complete.
 */
export async function loadModels(cacheDir: string, warn: (message: string) => void): Promise<Models> {
  const { version, folder } = await findModelPackage();
  const cache = createFileCache(path.join(cacheDir, `face-api-${version}-format-${CACHE_FORMAT}`), warn);
  const store = await createNetworkStore(cache, folder);
  // One after the other: each takes a whole core, and together they would need memory for all graphs at once.
  const detector = await store.load('detector', ['bytes', 'float']);
  const tinyFaceDetector = await store.load('tinyFaceDetector', ['float']);
  const landmarks = await store.load('landmarks', ['float']);
  const embedderNetwork = await store.load('embedder', ['bytes', 'float']);
  const embedder = createEmbedder(embedderNetwork);
  const nonFace = await cache.load('non-face', async () => new Uint8Array((await embedNonFaces(embedder)).buffer));
  return {
    detector: createDetector(detector),
    tinyFaceDetector: createTinyFaceDetector(tinyFaceDetector),
    landmarks: createLandmarkFinder(landmarks),
    embedder,
    nonFace: new Float32Array(Uint8Array.from(nonFace).buffer),
    async release() {
      await Promise.all([detector, tinyFaceDetector, landmarks, embedderNetwork].map((network) => network.release()));
    },
  };
}
