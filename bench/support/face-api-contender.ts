import { createRequire } from 'node:module';
import path from 'node:path';
import { decodePicture } from '../../src/photos/pictures.js';
import type { Contender } from './contender.js';

/** face-api as its documentation recommends: SSD at 0.5, 68 landmarks, descriptors; pictures of at most 1600 pixels. */
const MIN_CONFIDENCE = 0.5;
const MAX_EDGE = 1600;

interface Disposable {
  dispose(): void;
}

interface FaceApiFace {
  readonly detection: {
    readonly relativeBox: {
      readonly left: number;
      readonly top: number;
      readonly right: number;
      readonly bottom: number;
    };
  };
  readonly descriptor: Float32Array;
}

/** The part of face-api that is used. Its own types need TensorFlow's, which are only installed for this benchmark. */
interface FaceApi {
  readonly tf: {
    setBackend(name: string): Promise<boolean>;
    ready(): Promise<void>;
    getBackend(): string;
    tensor3d(data: Uint8Array, shape: readonly number[], type: 'int32'): Disposable;
  };
  readonly nets: Record<
    'ssdMobilenetv1' | 'faceLandmark68Net' | 'faceRecognitionNet',
    { loadFromDisk(folder: string): Promise<void> }
  >;
  readonly SsdMobilenetv1Options: new (options: { minConfidence: number; maxResults: number }) => object;
  detectAllFaces(
    picture: Disposable,
    options: object,
  ): { withFaceLandmarks(): { withFaceDescriptors(): PromiseLike<readonly FaceApiFace[]> } };
}

/** face-api on TensorFlow.js's wasm backend, from bench/node_modules. @param folder the project's `bench` folder. */
export async function createFaceApiContender(folder: string): Promise<Contender> {
  const require = createRequire(path.resolve(folder, 'package.json'));
  const wasm = require('@tensorflow/tfjs-backend-wasm') as { setWasmPaths(folder: string): void };
  const wasmPackage = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  wasm.setWasmPaths(`${path.join(wasmPackage, 'wasm-out')}/`);
  const faceApi = require('@vladmandic/face-api/dist/face-api.node-wasm.js') as FaceApi;
  await faceApi.tf.setBackend('wasm');
  await faceApi.tf.ready();
  // It would silently fall back to plain JavaScript, which is thirty times slower and no fair comparison.
  if (faceApi.tf.getBackend() !== 'wasm') throw new Error('TensorFlow.js did not start its wasm backend.');
  const model = path.join(path.dirname(require.resolve('@vladmandic/face-api/package.json')), 'model');
  for (const net of ['ssdMobilenetv1', 'faceLandmark68Net', 'faceRecognitionNet'] as const) {
    await faceApi.nets[net].loadFromDisk(model);
  }
  const options = new faceApi.SsdMobilenetv1Options({ minConfidence: MIN_CONFIDENCE, maxResults: 100 });
  return {
    async recognize(picture) {
      const { data, width, height } = await decodePicture(picture, { maxEdge: MAX_EDGE });
      const tensor = faceApi.tf.tensor3d(data, [height, width, 3], 'int32');
      try {
        const faces = await faceApi.detectAllFaces(tensor, options).withFaceLandmarks().withFaceDescriptors();
        return faces.map(({ detection: { relativeBox: box }, descriptor }) => ({
          box: [box.left, box.top, box.right, box.bottom] as const,
          embedding: descriptor,
        }));
      } finally {
        tensor.dispose();
      }
    },
  };
}
