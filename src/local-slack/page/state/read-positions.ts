import { readSetting, writeSetting } from './local-storage.js';

/** How far a person has read each channel, as the `ts` of the newest post they have seen. Stored in this browser. */
export function readPositions(user: string) {
  const key = `read.${user}`;
  const positions = new Map(parse(readSetting(key)));
  return {
    get: (channel: string) => positions.get(channel),
    set: (channel: string, ts: string) => {
      positions.set(channel, ts);
      writeSetting(key, JSON.stringify(Object.fromEntries(positions)));
    },
  };
}

function parse(text: string | undefined): [string, string][] {
  try {
    const stored: unknown = Object(JSON.parse(text ?? '{}'));
    return Object.entries(stored ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  } catch {
    // Not written by this page: start over.
    return [];
  }
}
