import type { DecodedPicture } from '../../photos/decode-picture.js';
import { detectPictureFormat } from '../../photos/picture-format.js';
import { decodePicture, measurePicture } from '../../photos/pictures.js';
import { brightenPicture } from './pixels/brighten.js';
import { createPyramid, type Pyramid } from './pixels/pyramid.js';

/** Long side, in pixels, to which pictures are shrunk: of a larger one only time and memory would be more. */
const LARGE_EDGE = 1600;
/**
 * Long side at which a large JPEG is looked at first: its decoder shrinks it while reading, several times faster than to
 * {@link LARGE_EDGE}, and that is enough unless its faces turn out small.
 */
const SMALL_EDGE = 800;
/** A JPEG up to this size is decoded as it is: shrinking would take longer than it saves. */
const MEDIUM_EDGE = 2048;

/** A decoded picture, ready to be looked at in any size. */
interface SourcePicture extends DecodedPicture {
  readonly pyramid: Pyramid;
}

/** An encoded picture that is decoded as large as its faces need. */
export interface PictureSource {
  /** The picture as it is looked at first. */
  readonly first: SourcePicture;
  /** Whether {@link decodeLarger} yields more pixels. */
  readonly canBeLarger: boolean;
  /**
   * The picture with more pixels, decoded once.
   * @param wanted its long side must have so many pixels at least, if the limit and the file allow.
   */
  decodeLarger(wanted: number): Promise<SourcePicture>;
}

/** @throws PictureError when the bytes are no picture, or one beyond the limits. */
export async function openPictureSource(bytes: Uint8Array): Promise<PictureSource> {
  const firstEdge = await chooseFirstEdge(bytes);
  const decode = async (maxEdge: number) => withPyramid(await decodePicture(bytes, { maxEdge }));
  const first = await decode(firstEdge);
  const larger = new Map<number, Promise<SourcePicture>>();
  return {
    first,
    canBeLarger: firstEdge < LARGE_EDGE,
    decodeLarger(wanted) {
      const maxEdge = chooseSecondEdge(first, wanted);
      const decoding = larger.get(maxEdge) ?? decode(maxEdge);
      larger.set(maxEdge, decoding);
      return decoding;
    },
  };
}

/** The same picture, brightened each time it is decoded. */
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

/** The long side to decode to at first. */
async function chooseFirstEdge(bytes: Uint8Array): Promise<number> {
  // Only a JPEG is cheaper to decode when small.
  if (detectPictureFormat(bytes) !== 'jpeg') return LARGE_EDGE;
  return longEdgeOf(await measurePicture(bytes)) <= MEDIUM_EDGE ? MEDIUM_EDGE : SMALL_EDGE;
}

/**
 * The long side to decode to at the second look: a third of the picture where that is enough, because down to it sharp lets
 * the decoder halve the picture while reading, and beyond it decodes every pixel (5/3 of the time).
 */
function chooseSecondEdge({ originalWidth, originalHeight }: DecodedPicture, wanted: number): number {
  const third = Math.floor(Math.max(originalWidth, originalHeight) / 3);
  return third < LARGE_EDGE && third >= wanted ? third : LARGE_EDGE;
}

/** Of a picture, in pixels. */
export function longEdgeOf({ width, height }: { readonly width: number; readonly height: number }): number {
  return Math.max(width, height);
}
