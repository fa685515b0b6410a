import { buildCloseDetectorGraph } from './networks/close-detector-graph.js';
import { buildDetectorGraph } from './networks/detector-graph.js';
import { buildEmbedderGraph } from './networks/embedder-graph.js';
import { buildLandmarksGraph } from './networks/landmarks-graph.js';
import type { Weights } from './weights/read-weights.js';

/** To be raised whenever a graph is built differently, so that older ones in a cache are not used. */
export const GRAPH_FORMAT = 1;

interface GraphSource {
  /** Name of the weights in the model package. */
  readonly weights: string;
  readonly build: (weights: Weights) => Uint8Array;
}

/** The four networks the engine is made of. */
export const GRAPHS = {
  detector: { weights: 'ssd_mobilenetv1_model', build: buildDetectorGraph },
  closeDetector: { weights: 'tiny_face_detector_model', build: buildCloseDetectorGraph },
  landmarks: { weights: 'face_landmark_68_model', build: buildLandmarksGraph },
  embedder: { weights: 'face_recognition_model', build: buildEmbedderGraph },
} as const satisfies Record<string, GraphSource>;

export type GraphName = keyof typeof GRAPHS;
