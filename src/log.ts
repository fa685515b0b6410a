import { pino, stdTimeFunctions } from 'pino';
import { requestId } from './request-id.js';

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

interface LogOptions {
  /** Replaced wherever they occur, for example in another program's error message. */
  readonly secrets?: readonly string[];
  /** Lines for people; otherwise one JSON object per line, with `level`, `time`, `message`, and `request` if there is one. */
  readonly asText?: boolean;
  /** Takes a line without its end. */
  readonly write?: (line: string) => void;
}

/**
 * A log that writes to stderr, so that stdout stays readable: text on a terminal, JSON elsewhere.
 * @param level messages below it are dropped.
 */
export function createLog(level: LogLevel, options: LogOptions = {}): Log {
  const { secrets = [], asText = process.stderr.isTTY, write = (line) => process.stderr.write(`${line}\n`) } = options;
  const withoutSecrets = (text: string) =>
    secrets.reduce((redacted, secret) => redacted.replaceAll(secret, '[secret]'), text.replace(slackToken, '[token]'));
  const writeLine = asText ? textLines(write) : jsonLines(write);
  const at = (lineLevel: LogLevel) =>
    levels.indexOf(lineLevel) < levels.indexOf(level)
      ? () => {}
      : (message: string) => writeLine(lineLevel, withoutSecrets(message));
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

type WriteLine = (level: LogLevel, message: string) => void;

function textLines(write: (line: string) => void): WriteLine {
  return (level, message) => {
    const id = requestId();
    write(`${new Date().toISOString()} ${level.toUpperCase()} ${message}${id === undefined ? '' : ` [${id}]`}`);
  };
}

function jsonLines(write: (line: string) => void): WriteLine {
  const logger = pino(
    {
      level: 'debug',
      base: null,
      messageKey: 'message',
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => ({ request: requestId() }),
    },
    { write: (line) => write(line.trimEnd()) },
  );
  return (level, message) => logger[level](message);
}
