import { type Similarity, scaleOf } from '../geometry/similarity.js';
import { enlargePicture } from '../pixels/enlarge.js';
import type { Pyramid } from '../pixels/pyramid.js';
import { type Normalization, samplePicture } from '../pixels/sample.js';
import { SMOOTH_FROM } from './embedder.js';
import type { Network } from './network.js';

/** Side of the aligned crop, in pixels. */
export const MOBILE_FACE_NET_CROP_SIZE = 112;
/** Length of an embedding. */
export const MOBILE_FACE_NET_SIZE = 192;

const NORMALIZATION: Normalization = { mean: [127.5, 127.5, 127.5], factor: 1 / 128, outside: 127.5 };
const CROP_LENGTH = 3 * MOBILE_FACE_NET_CROP_SIZE ** 2;

/** A face in a picture. */
export interface AlignedFace {
  readonly picture: Pyramid;
  /** Maps the face from the picture to its crop. */
  readonly alignment: Similarity;
}

/** The second embedding network, with another architecture and training set than the first. */
export interface MobileFaceNet {
  /** @returns 192 numbers per face, not normalised. */
  embed(faces: readonly AlignedFace[]): Promise<Float32Array[]>;
}

export function createMobileFaceNet(network: Network): MobileFaceNet {
  const size = { width: MOBILE_FACE_NET_CROP_SIZE, height: MOBILE_FACE_NET_CROP_SIZE };
  return {
    async embed(faces) {
      const embeddings: Float32Array[] = [];
      // One face per run: with several, each takes longer, because the layers' outputs no longer fit the cache.
      for (const { picture, alignment } of faces) {
        const crop = network.input(CROP_LENGTH);
        const draw = scaleOf(alignment) > SMOOTH_FROM ? enlargePicture : samplePicture;
        draw(picture, alignment, size, NORMALIZATION, crop);
        embeddings.push(await network.run(crop, [1, 3, size.height, size.width]));
      }
      return embeddings;
    },
  };
}
