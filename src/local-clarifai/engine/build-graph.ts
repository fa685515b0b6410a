import { buildDetectorGraph } from './networks/detector-graph.js';
import { buildEmbedderGraph } from './networks/embedder-graph.js';
import { buildLandmarksGraph } from './networks/landmarks-graph.js';
import { buildMobileFaceNetGraph } from './networks/mobile-face-net-graph.js';
import { buildTinyFaceDetectorGraph } from './networks/tiny-face-detector-graph.js';
import { readMobileFaceNet } from './weights/mobile-face-net-package.js';
import { createMissingModelError } from './weights/model-package.js';
import { readWeights, type Weights } from './weights/read-weights.js';

interface GraphSource {
  /** Name of the weights in the model package. */
  readonly weights: string;
  readonly build: (weights: Weights, options: { readonly inBytes: boolean }) => Uint8Array;
}

/** Whether a network computes in floating point, or in 8-bit integers where it can. */
export type Precision = 'float' | 'bytes';

/** The four networks that face-api carries. */
const SOURCES = {
  detector: { weights: 'ssd_mobilenetv1_model', build: buildDetectorGraph },
  tinyFaceDetector: { weights: 'tiny_face_detector_model', build: buildTinyFaceDetectorGraph },
  landmarks: { weights: 'face_landmark_68_model', build: buildLandmarksGraph },
  embedder: { weights: 'face_recognition_model', build: buildEmbedderGraph },
} as const satisfies Record<string, GraphSource>;

export type NetworkName = keyof typeof SOURCES | 'mobileFaceNet';

/** The files of the weights. */
export interface WeightFiles {
  /** The folder of face-api's networks. */
  readonly folder: string;
  /** The file of MobileFaceNet; undefined if its optional package is not installed. */
  readonly mobileFaceNet: string | undefined;
}

/**
 * Builds a network's graph, ready for onnxruntime.
 * @param precision only matters for the detector and the embedder.
 * @throws MissingModelError if the weights are incomplete, or a checksum is wrong.
 */
export async function buildGraph(
  name: NetworkName,
  { folder, mobileFaceNet }: WeightFiles,
  precision: Precision = 'float',
): Promise<Uint8Array> {
  if (name === 'mobileFaceNet') {
    if (mobileFaceNet === undefined) throw createMissingModelError('MobileFaceNet');
    return buildMobileFaceNetGraph(await readMobileFaceNet(mobileFaceNet));
  }
  const { weights, build } = SOURCES[name];
  return build(await readWeights(folder, weights), { inBytes: precision === 'bytes' });
}
