import { UserFacingError } from '../../errors.js';

/** Turns a disk error into a sentence that says what to do; returns any other error unchanged. */
export function describeDiskFailure(error: unknown, folder: string): unknown {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new UserFacingError(`The disk that holds ${folder} is full: free some space and try again.`, {
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR') {
    return new UserFacingError(
      `Rollcall can’t write to the folder ${folder}. Change its permissions, or set ROLLCALL_DATA to another folder.`,
      { cause: error },
    );
  }
  return error;
}
