import type { Log } from '../log.js';

/** A log in which each line begins with the workspace it is about. */
export function prefixed(log: Log, key: string): Log {
  const at = (level: keyof Log) => (message: string) => log[level](`${key}: ${message}`);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
