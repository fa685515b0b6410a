import { readSetting, writeSetting } from './local-storage.js';

/** How far a person has read each channel, stored in this browser. */
export function readPositions(user: string) {
  const key = `read.${user}`;
  const positions = new Map(Object.entries(parse(readSetting(key))));
  return {
    get: (channel: string) => positions.get(channel),
    set: (channel: string, ts: string) => {
      positions.set(channel, ts);
      writeSetting(key, JSON.stringify(Object.fromEntries(positions)));
    },
  };
}

function parse(text: string | undefined): Record<string, string> {
  try {
    return JSON.parse(text ?? '{}') as Record<string, string>;
  } catch {
    // Not written by this page: start over.
    return {};
  }
}
