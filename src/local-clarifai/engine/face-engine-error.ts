/** The engine itself failed: it crashed on a picture, or was closed before it came to look at it. */
export class FaceEngineError extends Error {
  override readonly name = 'FaceEngineError';
}
