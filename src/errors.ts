/** A mistake or mishap the person at hand can do something about; `message` is one sentence, shown to them as it is. */
export class UserFacingError extends Error {
  override readonly name: string = 'UserFacingError';
}

/** Rollcall stops before the work is done: what is left is done after the next start. */
export class StoppingError extends UserFacingError {
  override readonly name = 'StoppingError';
}

/** What an unknown error says, for a log line. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
