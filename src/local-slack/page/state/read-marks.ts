import { recall, remember } from './memory.js';

/** How far a person has read each channel; survives a reload, in this browser. */
export function readMarks(user: string) {
  const key = `read.${user}`;
  const marks = new Map(Object.entries(parse(recall(key))));
  return {
    get: (channel: string) => marks.get(channel),
    set: (channel: string, ts: string) => {
      marks.set(channel, ts);
      remember(key, JSON.stringify(Object.fromEntries(marks)));
    },
  };
}

function parse(text: string | undefined): Record<string, string> {
  try {
    return JSON.parse(text ?? '{}') as Record<string, string>;
  } catch {
    // Somebody else wrote here; reading marks are not worth more than starting over.
    return {};
  }
}
