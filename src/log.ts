/** Where lines for the operator go. Never pass tokens, names of people, pictures or embeddings. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
