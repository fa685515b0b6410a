import type { Args } from './state.js';

/** The arguments of a call before they were encoded: the Web API takes forms with JSON in their fields, a response_url JSON. */
export function decodeArgs(body: unknown): Args {
  const entries: [string, unknown][] =
    typeof body === 'string' ? [...new URLSearchParams(body)] : Object.entries((body ?? {}) as Args);
  return Object.fromEntries(entries.map(([key, value]) => [key, decodeValue(value)]));
}

function decodeValue(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    // A text that only starts like JSON.
    return value;
  }
}
