import path from 'node:path';
import { FIRST_PART_SIZE } from './embedding.js';
import { createFileCache } from './file-cache.js';
import type { HelpWanted } from './helper.js';
import { createNetworkStore, type NetworkStore } from './network-store.js';
import { createDetector, type Detector } from './networks/detector.js';
import { createEmbedder, type Embedder } from './networks/embedder.js';
import { createLandmarkFinder, type LandmarkFinder } from './networks/landmarks.js';
import { createMobileFaceNet, MOBILE_FACE_NET_SIZE, type MobileFaceNet } from './networks/mobile-face-net.js';
import type { Network } from './networks/network.js';
import { createTinyFaceDetector, type TinyFaceDetector } from './networks/tiny-face-detector.js';
import { embedNonFaces } from './non-face-embedding.js';
import { findMobileFaceNet } from './weights/mobile-face-net-package.js';
import { findModelPackage, MissingModelError } from './weights/model-package.js';

/** The networks that a thread needs to analyse pictures. */
export interface Models {
  readonly detector: Detector;
  readonly tinyFaceDetector: TinyFaceDetector;
  readonly landmarks: LandmarkFinder;
  readonly embedder: Embedder;
  /** The second embedding network; undefined if its optional package is not installed. */
  readonly mobileFaceNet: MobileFaceNet | undefined;
  /** The length of an embedding with these networks. */
  readonly embeddingSize: number;
  /** The embedding of non-faces. */
  readonly nonFace: Float32Array;
  release(): Promise<void>;
}

/** Raise this whenever cached files are made differently, so that older ones are not used. */
const CACHE_FORMAT = 3;

/** What is stored last. */
const LAST_STORED = 'non-face';

/** Whether a start has stored everything in the cache. @throws MissingModelError if the model package is incomplete. */
export async function isModelCacheFilled(cacheDir: string): Promise<boolean> {
  return createFileCache(await modelCacheFolder(cacheDir), () => {}).has(LAST_STORED);
}

/** The subfolder of the cache for this version of the model package and of this program. */
export async function modelCacheFolder(cacheDir: string): Promise<string> {
  const { version } = await findModelPackage();
  return path.join(cacheDir, `face-api-${version}-format-${CACHE_FORMAT}`);
}

/**
 * Loads the networks: four, and the optional fifth.
 * @param cacheDir where files computed from the model package are kept for the next start.
 * @param warn called once if they cannot be stored.
 * @param askForHelp asks for another worker for some faces of a photo.
 * @throws MissingModelError if the model package is incomplete.
 */
export async function loadModels(
  cacheDir: string,
  warn: (message: string) => void,
  askForHelp?: () => HelpWanted | undefined,
): Promise<Models> {
  const { folder } = await findModelPackage();
  const cache = createFileCache(await modelCacheFolder(cacheDir), warn);
  const mobileFaceNetFile = await findMobileFaceNet();
  const store = await createNetworkStore(cache, { folder, mobileFaceNet: mobileFaceNetFile });
  // One after another: each takes a whole core, and together they would need memory for all graphs at once.
  const detector = await store.load('detector', ['bytes', 'float']);
  const tinyFaceDetector = await store.load('tinyFaceDetector', ['float']);
  const landmarks = await store.load('landmarks', ['float']);
  const embedderNetwork = await store.load('embedder', ['bytes', 'float']);
  const embedder = createEmbedder(embedderNetwork);
  const mobileFaceNet = await loadMobileFaceNet(store, mobileFaceNetFile, warn);
  const nonFace = await cache.load(LAST_STORED, async () => new Uint8Array((await embedNonFaces(embedder)).buffer));
  return {
    detector: createDetector(detector),
    tinyFaceDetector: createTinyFaceDetector(tinyFaceDetector),
    landmarks: createLandmarkFinder(landmarks),
    embedder,
    mobileFaceNet: mobileFaceNet && createMobileFaceNet(mobileFaceNet, askForHelp),
    embeddingSize: mobileFaceNet === undefined ? FIRST_PART_SIZE : FIRST_PART_SIZE + MOBILE_FACE_NET_SIZE,
    nonFace: new Float32Array(Uint8Array.from(nonFace).buffer),
    async release() {
      await Promise.all(
        [detector, tinyFaceDetector, landmarks, embedderNetwork, mobileFaceNet].map((network) => network?.release()),
      );
    },
  };
}

async function loadMobileFaceNet(
  store: NetworkStore,
  file: string | undefined,
  warn: (message: string) => void,
): Promise<Network | undefined> {
  if (file === undefined) return undefined;
  try {
    return await store.load('mobileFaceNet', ['float']);
  } catch (error) {
    if (!(error instanceof MissingModelError)) throw error;
    warn(`${file} is damaged or of another version, so the face engine leaves it out: run "npm ci" again.`);
    return undefined;
  }
}
