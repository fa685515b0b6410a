import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { PictureError } from '../../photos/picture-error.js';
import { makeThumbnail, measurePicture } from '../../photos/pictures.js';
import { describeFolderFailure } from '../../store/failures.js';
import { newSecret } from '../ids.js';
import { detectFileType, type FileType, HEAD_BYTES, isPicture } from './file-type.js';

/** Stores the bytes of uploaded files, one file on disk for each. */
export interface FileBytes {
  /**
   * Stores an upload. It is on disk when this resolves; nothing is stored when it rejects.
   * @throws RefusedUploadError when it is not exactly `length` bytes, UserFacingError when the disk cannot be written to.
   */
  receive(id: string, bytes: Readable, length: number): Promise<void>;
  /** The type of a file and, for a picture that can be read, its size in pixels with the orientation applied. */
  inspect(id: string): Promise<FileType & { width?: number; height?: number }>;
  read(id: string): ReadStream;
  /** A JPEG of at most `size` pixels a side. @throws PictureError when the picture cannot be decoded. */
  thumbnail(id: string, size: number): Promise<Buffer>;
  remove(id: string): Promise<void>;
  /** Removes all files but these, which a killed process left behind. Call it before the first upload. */
  removeAllBut(ids: ReadonlySet<string>): Promise<void>;
}

/** The upload has the wrong length, or cannot be read. */
export class RefusedUploadError extends Error {
  override readonly name = 'RefusedUploadError';
}

const UNFINISHED = '.part';

/**
 * Opens the folder of files and deletes the remains of interrupted uploads.
 * @throws UserFacingError when the folder cannot be created.
 */
export async function openFileBytes(folder: string): Promise<FileBytes> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw describeFolderFailure(error, folder);
  });
  const pathOf = (id: string) => join(folder, id);
  for (const name of await readdir(folder)) if (name.endsWith(UNFINISHED)) await rm(join(folder, name));

  return {
    async receive(id, bytes, length) {
      // Every attempt has its own file name: two uploads to one URL must not mix.
      const part = `${pathOf(id)}.${newSecret()}${UNFINISHED}`;
      try {
        await writeDurably(part, bytes, length);
        await rename(part, pathOf(id));
        await syncFolder(folder);
      } catch (error) {
        await rm(part, { force: true });
        throw error instanceof RefusedUploadError ? error : describeFolderFailure(error, folder);
      }
    },
    async inspect(id) {
      const type = detectFileType(await readHead(pathOf(id)));
      if (!isPicture(type)) return type;
      try {
        const { width, height } = await measurePicture(await readFile(pathOf(id)));
        return { ...type, width, height };
      } catch (error) {
        if (!(error instanceof PictureError)) throw error;
        // Slack, too, leaves out the size of a picture that it cannot read.
        return type;
      }
    },
    read: (id) => createReadStream(pathOf(id)),
    async thumbnail(id, size) {
      return Buffer.from(await makeThumbnail(await readFile(pathOf(id)), size));
    },
    remove: (id) => rm(pathOf(id), { force: true }),
    async removeAllBut(ids) {
      for (const name of await readdir(folder)) if (!ids.has(name)) await rm(join(folder, name), { force: true });
    },
  };
}

async function writeDurably(path: string, bytes: AsyncIterable<Uint8Array>, length: number): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    let written = 0;
    for await (const chunk of bytes) {
      written += chunk.length;
      if (written > length) throw new RefusedUploadError(`more than the ${length} bytes that were announced`);
      await file.writeFile(chunk);
    }
    if (written !== length)
      throw new RefusedUploadError(`${written} bytes instead of the ${length} that were announced`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the new name of a file durable. Windows cannot open folders, and does not need this. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
