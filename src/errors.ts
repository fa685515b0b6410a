/** An error that a person can do something about. `message` is shown to them. */
export class UserFacingError extends Error {
  override readonly name: string = 'UserFacingError';
}

/** Rollcall is stopping. Unfinished work is done after the next start. */
export class StoppingError extends UserFacingError {
  override readonly name = 'StoppingError';
}

/** The code of a Node.js system error, such as `ENOENT`; undefined for other errors. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** An unknown error with its stack, for a log line about a fault of this program. */
export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The message of an unknown error, for a log line. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
