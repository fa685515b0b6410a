import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, realpathSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { systemErrorCode } from '../errors.js';
import { describeFolderFailure, FolderInUseError } from './failures.js';
import { startHeartbeat } from './host-heartbeat.js';
import { makeFolder } from './make-folder.js';

/** A lock on a folder, held while this process uses it. */
export interface FolderLock {
  /** Lets other processes use the folder. Safe to call twice. */
  release(): Promise<void>;
}

/**
 * Creates a data folder (readable by its owner only) if it is missing and locks it for this process. The operating system releases
 * the lock when the process ends for any reason, so there are no stale locks, and of two processes that start at once exactly one
 * gets it. Containers and computers that share only the folder notice each other by a file (host-heartbeat.ts).
 * @param options.watchMs how long to watch that file if another host left it. Default 5 s.
 * @throws FolderInUseError if another process holds the lock; UserFacingError if the folder can't be created or written to.
 */
export async function lockFolder(folder: string, options: { readonly watchMs?: number } = {}): Promise<FolderLock> {
  makeFolder(folder);
  const release = await (process.platform === 'linux' || process.platform === 'win32'
    ? holdSocketName(folder)
    : holdLockedFile(folder));
  try {
    const stopBeating = await startHeartbeat(folder, options);
    return {
      async release() {
        stopBeating();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/**
 * On Linux abstract socket names, and on Windows pipe names, exist only while a process listens on them, and only one process
 * can. Node has no file locks on these systems.
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

/** The same name for every path (link, mount) to a folder. */
function socketName(folder: string): string {
  const { dev, ino } = statSync(folder, { bigint: true });
  // Inode numbers aren't reliable on every Windows file system, so the resolved path is used there.
  const identity = process.platform === 'win32' ? realpathSync.native(folder).toLowerCase() : `${dev}:${ino}`;
  const name = `rollcall-${createHash('sha256').update(identity).digest('hex').slice(0, 32)}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : `\0${name}`;
}

/** macOS and the BSDs lock a file that is opened with O_EXLOCK. Node has no constant for the flag, but passes it on. */
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
    const code = systemErrorCode(error);
    return Promise.reject(
      code === 'EAGAIN' || code === 'EWOULDBLOCK' ? inUse(folder) : describeFolderFailure(error, folder),
    );
  }
}

function inUse(folder: string): FolderInUseError {
  return new FolderInUseError(
    `Another Rollcall is using the folder ${folder}. Stop it first, or set ROLLCALL_DATA to a different folder.`,
    { isElsewhere: false },
  );
}
