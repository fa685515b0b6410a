/** A mistake or mishap the person at hand can do something about; `message` is one sentence, shown to them as it is. */
export class UserFacingError extends Error {
  override readonly name: string = 'UserFacingError';
}

/** What an unknown error says, for a log line. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
