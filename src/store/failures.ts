import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemErrorCode, UserFacingError } from '../errors.js';

/** The disk is full and nothing was stored. Callers may try again later. */
export class DiskFullError extends UserFacingError {
  override readonly name = 'DiskFullError';
}

/** Another process uses the folder. */
export class FolderInUseError extends UserFacingError {
  override readonly name = 'FolderInUseError';
  /** Whether that process is on another computer, or in another container. */
  readonly isElsewhere: boolean;

  constructor(message: string, { isElsewhere }: { readonly isElsewhere: boolean }) {
    super(message);
    this.isElsewhere = isElsewhere;
  }
}

/** A write that fails with fewer free bytes than this is blamed on a full disk. */
const DISK_IS_FULL_BYTES = 1024 * 1024;

/** Explains why a folder can't be used and what to do about it. The original error is the cause. */
export function describeFolderFailure(error: unknown, folder: string): UserFacingError {
  const code = systemErrorCode(error);
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new UserFacingError(
        `Rollcall can’t write to the folder ${folder}. Change its permissions, or set ROLLCALL_DATA to another folder.`,
        { cause: error },
      );
    case 'EEXIST':
    case 'ENOTDIR':
      return new UserFacingError(
        `${folder} isn’t a folder. Move that file away, or set ROLLCALL_DATA to a different folder.`,
        { cause: error },
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(folder, error);
    default:
      return new UserFacingError(
        `Rollcall can’t use the folder ${folder} (${code ?? String(error)}). Set ROLLCALL_DATA to a different folder.`,
        { cause: error },
      );
  }
}

/**
 * Explains an SQLite error that is about the file and says what to do about it. Errors of a statement (a broken constraint, a
 * misspelt column) are returned unchanged, because the user can't fix them. The sqlite package has no error codes, only
 * SQLite's English messages (sqlite.org/rescode.html).
 */
export function describeDatabaseFailure(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error.name !== 'SQLite3Error') return error;
  const { message } = error;
  if (/malformed|not a database|malformed database schema/.test(message)) {
    return fileDamaged(path, error);
  }
  if (/readonly|unable to open|Could not open/.test(message)) {
    return new UserFacingError(
      `Rollcall can’t write to ${path}. Change its permissions, or set ROLLCALL_DATA to another folder.`,
      { cause: error },
    );
  }
  if (/disk I\/O error|disk is full/.test(message)) {
    if (message.includes('full') || freeBytes(path) < DISK_IS_FULL_BYTES) return diskFull(dirname(path), error);
    return new UserFacingError(
      `Reading or writing ${path} failed. Check that the disk is healthy and the folder still exists.`,
      { cause: error },
    );
  }
  return error;
}

/** The error for a file with invalid contents. @param cause what is wrong with it. */
export function fileDamaged(path: string, cause: unknown): UserFacingError {
  return new UserFacingError(`The file ${path} is damaged. ${restoreOrMove(path)}`, { cause });
}

/** The error for a database that is gone or empty. @param madeAfter a folder that shows that there was one. */
export function databaseLost(path: string, madeAfter: string): UserFacingError {
  return new UserFacingError(
    `The file ${path} is missing or empty, but the folder ${madeAfter} beside it is not new. ${restoreOrMove(path)}`,
  );
}

function restoreOrMove(path: string): string {
  return `Restore the file from a backup, or move the folder ${dirname(path)} away and Rollcall will start with an empty one.`;
}

function diskFull(folder: string, cause: unknown): DiskFullError {
  return new DiskFullError(`There’s no room left on the disk with ${folder}. Free some space, then try again.`, {
    cause,
  });
}

function freeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize;
  } catch {
    // Unknown, so the caller reports a failed read or write instead of a full disk.
    return Number.POSITIVE_INFINITY;
  }
}
