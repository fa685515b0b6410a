import type { DecodedPicture } from '../../photos/decode-picture.js';
import { decodePicture } from '../../photos/pictures.js';
import { brightenPicture } from './pixels/brighten.js';
import { createPyramid, type Pyramid } from './pixels/pyramid.js';

/** Long side in pixels to which pictures are shrunk. More would only take time and memory. */
const LARGE_EDGE = 1600;
/**
 * Long side in pixels at which a large JPEG is analysed first. Its decoder shrinks it while reading, several times faster than to
 * {@link LARGE_EDGE}, and that is enough unless the faces are small.
 */
const SMALL_EDGE = 800;
/** In pixels. A JPEG up to this size is not shrunk, because that would take longer than it saves. */
const MEDIUM_EDGE = 2048;
/** The size for the first look. Only a JPEG is cheaper to decode at a smaller size. */
const FIRST_SIZE = { maxEdge: LARGE_EDGE, ofJpeg: { wholeTo: MEDIUM_EDGE, maxEdge: SMALL_EDGE } };

/** A decoded picture, ready to be looked at in any size. */
interface SourcePicture extends DecodedPicture {
  readonly pyramid: Pyramid;
}

/** An encoded picture, decoded only as large as its faces need. */
export interface PictureSource {
  /** The picture for the first look. */
  readonly first: SourcePicture;
  /** Whether {@link decodeLarger} gives more pixels. */
  readonly canBeLarger: boolean;
  /**
   * The picture with more pixels, decoded once.
   * @param wanted the least long side in pixels, if the limit and the file allow it.
   */
  decodeLarger(wanted: number): Promise<SourcePicture>;
}

/** @throws PictureError if the bytes are not a picture, or exceed the limits. */
export async function openPictureSource(bytes: Uint8Array): Promise<PictureSource> {
  const first = withPyramid(await decodePicture(bytes, FIRST_SIZE));
  const larger = new Map<number, Promise<SourcePicture>>();
  return {
    first,
    canBeLarger: longEdgeOf(first) < Math.min(LARGE_EDGE, originalEdgeOf(first)),
    decodeLarger(wanted) {
      const maxEdge = chooseSecondEdge(first, wanted);
      const decoding = larger.get(maxEdge) ?? decodePicture(bytes, { maxEdge }).then(withPyramid);
      larger.set(maxEdge, decoding);
      return decoding;
    },
  };
}

/** The same picture, brightened whenever it is decoded. */
export function brightenSource(source: PictureSource, gain: number): PictureSource {
  const brighten = (picture: DecodedPicture) => withPyramid(brightenPicture(picture, gain));
  return {
    ...source,
    first: brighten(source.first),
    decodeLarger: async (wanted) => brighten(await source.decodeLarger(wanted)),
  };
}

function withPyramid(picture: DecodedPicture): SourcePicture {
  return { ...picture, pyramid: createPyramid(picture) };
}

/**
 * The long side for the second look: a third of the picture if that is enough, because down to a third sharp lets the decoder
 * halve the picture while reading. For more it decodes every pixel (5/3 of the time).
 */
function chooseSecondEdge(first: DecodedPicture, wanted: number): number {
  const third = Math.floor(originalEdgeOf(first) / 3);
  return third < LARGE_EDGE && third >= wanted ? third : LARGE_EDGE;
}

function originalEdgeOf({ originalWidth, originalHeight }: DecodedPicture): number {
  return Math.max(originalWidth, originalHeight);
}

/** The long side of a picture, in pixels. */
export function longEdgeOf({ width, height }: { readonly width: number; readonly height: number }): number {
  return Math.max(width, height);
}
