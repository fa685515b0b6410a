import { type Similarity, scaleOf } from '../geometry/similarity.js';
import { type Helper, type HelpWanted, shareFaces } from '../helper.js';
import { enlargePicture } from '../pixels/enlarge.js';
import { mirrorRows } from '../pixels/mirror.js';
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
/** With fewer faces the help saves less than it costs: with four, a photo took as long with it as without. */
const WORTH_SHARING = 8;

/** A face in a picture. */
export interface AlignedFace {
  readonly picture: Pyramid;
  /** Maps the face from the picture to its crop. */
  readonly alignment: Similarity;
}

/** The second embedding network, with another architecture and training set than the first. */
export interface MobileFaceNet {
  /**
   * @param options.mirrored embeds each face mirrored as well and takes the mean (the default). That takes twice as long; without
   * it fewer people are named (docs/face-engine.md, “Naming”).
   * @returns 192 numbers per face, of no particular length.
   */
  embed(faces: readonly AlignedFace[], options?: { readonly mirrored?: boolean }): Promise<Float32Array[]>;
  /** The embedding of one crop, which is mirrored in place. */
  embedCrop(crop: Float32Array, mirrored: boolean): Promise<Float32Array>;
}

/** @param askForHelp asks for another worker; undefined if there is none. */
export function createMobileFaceNet(network: Network, askForHelp?: () => HelpWanted | undefined): MobileFaceNet {
  const size = { width: MOBILE_FACE_NET_CROP_SIZE, height: MOBILE_FACE_NET_CROP_SIZE };
  const shape = [1, 3, size.height, size.width];

  function drawCrop({ picture, alignment }: AlignedFace, crop: Float32Array): Float32Array {
    const draw = scaleOf(alignment) > SMOOTH_FROM ? enlargePicture : samplePicture;
    draw(picture, alignment, size, NORMALIZATION, crop);
    return crop;
  }

  async function embedCrop(crop: Float32Array, mirrored: boolean): Promise<Float32Array> {
    const embedding = await network.run(crop, shape);
    if (!mirrored) return embedding;
    mirrorRows(crop, size.width);
    return sumOfUnits(embedding, await network.run(crop, shape));
  }

  /** Crops that a helper gave back: fresh memory for each would take longer. */
  const spare: Float32Array[] = [];
  async function embedElsewhere(face: AlignedFace, helper: Helper, mirrored: boolean) {
    const reply = await helper.embed(drawCrop(face, spare.pop() ?? new Float32Array(CROP_LENGTH)), mirrored);
    if (reply !== undefined) spare.push(reply.crop);
    return reply?.embedding;
  }

  return {
    embedCrop,
    // One face per run: with several, each takes longer, because the layers' outputs no longer fit the cache.
    embed: (faces, { mirrored = true } = {}) =>
      shareFaces(faces, faces.length >= WORTH_SHARING ? askForHelp?.() : undefined, {
        alone: (face) => embedCrop(drawCrop(face, network.input(CROP_LENGTH)), mirrored),
        helped: (face, helper) => embedElsewhere(face, helper, mirrored),
      }),
  };
}

/** The sum of two vectors, each divided by its length, so that both count the same. */
function sumOfUnits(a: Float32Array, b: Float32Array): Float32Array {
  const [lengthA, lengthB] = [Math.hypot(...a), Math.hypot(...b)];
  return a.map((value, i) => value / lengthA + (b[i] as number) / lengthB);
}
