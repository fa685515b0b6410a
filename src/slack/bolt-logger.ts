import { type Logger, LogLevel } from '@slack/web-api';
import { messageOf } from '../errors.js';
import type { Log } from '../log.js';

/** Bolt's lines in our log. Its debug lines hold whole payloads, so they are left out. */
export function createBoltLogger(log: Log): Logger {
  const line = (parts: unknown[]) => parts.map((part) => messageOf(part)).join(' ');
  return {
    debug: () => undefined,
    info: (...parts: unknown[]) => log.debug(line(parts)),
    warn: (...parts: unknown[]) => log.warn(line(parts)),
    error: (...parts: unknown[]) => log.error(line(parts)),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
