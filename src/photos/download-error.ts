import { UserFacingError } from '../errors.js';

/**
 * Why a photo could not be downloaded:
 * - `not-allowed`: the address (or where it redirects to) is not one the token may be sent to;
 * - `signed-out`: a sign-in page came instead of the photo;
 * - `not-found`: it is gone, or was never visible to the token;
 * - `too-large`: more bytes than wanted, noticed before or while reading;
 * - `timeout`, `unavailable`: worth another try later.
 */
export type DownloadProblem = 'not-allowed' | 'signed-out' | 'not-found' | 'too-large' | 'timeout' | 'unavailable';

/** A photo that could not be downloaded. Carries neither the token nor the address. */
export class DownloadError extends UserFacingError {
  override readonly name = 'DownloadError';
  readonly problem: DownloadProblem;

  constructor(problem: DownloadProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}
