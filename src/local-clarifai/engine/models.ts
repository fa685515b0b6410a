import { loadGraph } from './graph-cache.js';
import type { GraphName } from './graphs.js';
import { type CloseDetector, createCloseDetector } from './networks/close-detector.js';
import { createDetector, type Detector } from './networks/detector.js';
import { createEmbedder, type Embedder } from './networks/embedder.js';
import { createLandmarkFinder, type LandmarkFinder } from './networks/landmarks.js';
import { loadNetwork, type Network } from './networks/network.js';
import { embedNonFaces } from './not-a-face.js';
import { findModelPackage } from './weights/model-package.js';

/** Everything one thread needs to analyse pictures. */
export interface Models {
  readonly detector: Detector;
  readonly closeDetector: CloseDetector;
  readonly landmarks: LandmarkFinder;
  readonly embedder: Embedder;
  /** Where the embedder puts what is no face. */
  readonly nonFace: Float32Array;
  release(): Promise<void>;
}

/**
 * Loads the four networks.
 * @param cacheDir where graphs built once are kept for the next start.
 * @param warn is told, once, when they cannot be kept.
 * @throws MissingModelError when the model package is not complete.
 */
export async function loadModels(cacheDir: string, warn: (message: string) => void): Promise<Models> {
  const model = await findModelPackage();
  let hasWarned = false;
  const warnOnce = (message: string) => {
    if (!hasWarned) warn(message);
    hasWarned = true;
  };
  // One after the other: each takes a whole core, and together they would need memory for all graphs at once.
  const load = async (name: GraphName): Promise<Network> =>
    loadNetwork(await loadGraph(name, model, cacheDir, warnOnce));
  const detector = await load('detector');
  const closeDetector = await load('closeDetector');
  const landmarks = await load('landmarks');
  const embedderNetwork = await load('embedder');
  const embedder = createEmbedder(embedderNetwork);
  return {
    detector: createDetector(detector),
    closeDetector: createCloseDetector(closeDetector),
    landmarks: createLandmarkFinder(landmarks),
    embedder,
    nonFace: await embedNonFaces(embedder),
    async release() {
      await Promise.all([detector, closeDetector, landmarks, embedderNetwork].map((network) => network.release()));
    },
  };
}
