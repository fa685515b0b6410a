import { UserFacingError } from '../errors.js';

/**
 * Why bytes cannot be used as a picture:
 * - `empty`: no bytes at all;
 * - `not-a-picture`: the content is in no known picture format (the file name is ignored);
 * - `unsupported-format`: a picture, but in a format that cannot be opened here;
 * - `too-many-bytes`, `too-many-pixels`: beyond the limits, refused before decoding;
 * - `damaged`: a supported format, but nothing could be decoded;
 * - `too-demanding`: its process was ended twice because of the memory or time it took.
 */
export type PictureProblem =
  | 'empty'
  | 'not-a-picture'
  | 'unsupported-format'
  | 'too-many-bytes'
  | 'too-many-pixels'
  | 'damaged'
  | 'too-demanding';

/** Bytes that cannot be used as a picture. The message says what to do about it. */
export class PictureError extends UserFacingError {
  override readonly name = 'PictureError';
  readonly problem: PictureProblem;

  constructor(problem: PictureProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/** Wraps a decoder's error in one that can be shown. */
export function damagedPicture(cause: unknown): PictureError {
  return new PictureError('damaged', 'This photo is damaged, so I can’t open it. Please export it and post it again.', {
    cause,
  });
}
