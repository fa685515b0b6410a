import { randomBytes } from 'node:crypto';
import type { Code } from './status.js';
import { ApiError } from './status.js';

const MAX_ID_LENGTH = 48;

/** As Clarifai makes them: 32 hexadecimal digits. */
export function newId(): string {
  return randomBytes(16).toString('hex');
}

/**
 * Ids chosen by callers have 1–48 characters (the server's own error text, Clarifai/examples pull request 154).
 * @returns a new id when none was given.
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
