import { randomBytes } from 'node:crypto';
import { ApiError, type Code } from './status.js';

const MAX_ID_LENGTH = 48;

/** A random id like Clarifai's: 32 hexadecimal digits. */
export function newId(): string {
  return randomBytes(16).toString('hex');
}

/**
 * Checks an id chosen by a client: 1–48 characters (error text of the hosted service, Clarifai/examples pull request 154).
 * @param code status code of the error.
 * @returns the id, or a new one if `given` is empty.
 * @throws ApiError if the id is too long or has spaces or control characters.
 */
export function checkedId(given: string, code: Code): string {
  if (given === '') return newId();
  if (given.length > MAX_ID_LENGTH || !/^[^\s\p{C}]+$/u.test(given)) {
    throw new ApiError(
      code,
      `The id “${given.slice(0, 60)}” is not valid: use 1–${MAX_ID_LENGTH} characters without spaces.`,
    );
  }
  return given;
}
