import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, realpathSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { UserFacingError } from '../errors.js';
import { describeFolderFailure } from './failures.js';
import { makeFolder } from './make-folder.js';

/** Held for as long as this process uses a folder. */
export interface FolderLock {
  /** Lets others use the folder. Safe to call twice. */
  release(): Promise<void>;
}

/**
 * Makes a data folder (readable by its owner only) if it is missing and claims it for this process. The claim is something the operating
 * system takes back when the process ends, however it ends, so there is never a stale lock to clean up, and of two
 * starts at the same moment exactly one succeeds. Two containers that share a folder but not a network are not
 * protected from each other.
 * @throws UserFacingError when another process holds the folder, or when it cannot be made or written to.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  makeFolder(folder);
  const release = await (process.platform === 'linux' || process.platform === 'win32'
    ? holdSocketName(folder)
    : holdLockedFile(folder));
  return { release };
}

/**
 * Linux has socket names, and Windows pipe names, that exist only while somebody listens on them and that only one can
 * have. Node offers no file lock there.
 */
function holdSocketName(folder: string): Promise<() => Promise<void>> {
  const server = createServer((connection) => connection.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? inUse(folder) : error);
    });
    server.listen(socketName(folder), () => {
      server.unref();
      resolve(() => new Promise((done) => server.close(() => done())));
    });
  });
}

/** One name per folder, whatever path (link, mount) leads to it. */
function socketName(folder: string): string {
  const { dev, ino } = statSync(folder, { bigint: true });
  // File numbers are not dependable on every Windows file system; there the resolved path is.
  const identity = process.platform === 'win32' ? realpathSync.native(folder).toLowerCase() : `${dev}:${ino}`;
  const name = `rollcall-${createHash('sha256').update(identity).digest('hex').slice(0, 32)}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : `\0${name}`;
}

/** macOS and the BSDs lock a file while opening it, if asked with O_EXLOCK, which Node passes on without naming it. */
function holdLockedFile(folder: string): Promise<() => Promise<void>> {
  const O_EXLOCK = 0x20;
  try {
    const file = openSync(
      join(folder, 'lock'),
      constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | O_EXLOCK,
      0o600,
    );
    let held = true;
    return Promise.resolve(async () => {
      if (held) closeSync(file);
      held = false;
    });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return Promise.reject(
      code === 'EAGAIN' || code === 'EWOULDBLOCK' ? inUse(folder) : describeFolderFailure(error, folder),
    );
  }
}

function inUse(folder: string): UserFacingError {
  return new UserFacingError(
    `Another Rollcall is using the folder ${folder}. Stop it first, or set ROLLCALL_DATA to a different folder.`,
  );
}
