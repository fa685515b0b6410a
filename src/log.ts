/** Messages for the operator. Never log tokens, names of people, pictures or embeddings. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export type LogLevel = keyof Log;

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Anything that looks like a Slack token, wherever it comes from. */
const slackToken = /\bx(?:ox[a-z]|app)-[\w-]+/g;

/**
 * A log that writes to stderr, so that stdout stays readable.
 * @param level messages below it are dropped.
 * @param secrets replaced wherever they occur, for example in another program's error message.
 */
export function createLog(
  level: LogLevel,
  secrets: readonly string[] = [],
  write: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
): Log {
  const withoutSecrets = (text: string) =>
    secrets.reduce((redacted, secret) => redacted.replaceAll(secret, '[secret]'), text.replace(slackToken, '[token]'));
  const at = (lineLevel: LogLevel) =>
    levels.indexOf(lineLevel) < levels.indexOf(level)
      ? () => {}
      : (message: string) => write(`${new Date().toISOString()} ${lineLevel.toUpperCase()} ${withoutSecrets(message)}`);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
