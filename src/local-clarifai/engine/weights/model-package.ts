import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { UserFacingError } from '../../../errors.js';

/** The folder of the weights, and the version of the package. */
export interface ModelPackage {
  readonly folder: string;
  readonly version: string;
}

/**
 * Finds the installed weights: the networks of face-api, whose own code is never loaded.
 * @throws MissingModelError if the package is not installed.
 */
export async function findModelPackage(): Promise<ModelPackage> {
  const require = createRequire(import.meta.url);
  try {
    const file = require.resolve('@vladmandic/face-api/package.json');
    const { version } = JSON.parse(await readFile(file, 'utf8')) as { version?: unknown };
    return { folder: path.join(path.dirname(file), 'model'), version: String(version) };
  } catch (cause) {
    throw createMissingModelError('package @vladmandic/face-api', { cause });
  }
}

/** A file of the networks' weights is missing or damaged. */
export class MissingModelError extends UserFacingError {
  override readonly name = 'MissingModelError';
}

/** @param missing the file or package that is missing or damaged. */
export function createMissingModelError(missing: string, options?: ErrorOptions): MissingModelError {
  return new MissingModelError(
    `The face engine’s model is incomplete (${missing} is missing or damaged). Run "npm ci" again.`,
    options,
  );
}
