/** A mistake or mishap the person at hand can do something about; `message` is one sentence, shown to them as it is. */
export class UserFacingError extends Error {
  override readonly name: string = 'UserFacingError';
}
