import { randomBytes, randomInt } from 'node:crypto';

const SLACK_LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ANY_LETTERS = `${SLACK_LETTERS}abcdefghijklmnopqrstuvwxyz`;

/** A new id in Slack's form: a letter for its kind and ten more letters and digits, such as `F0K3J9Q2ABC`. */
export function newId(kind: 'D' | 'E' | 'F' | 'G' | 'V'): string {
  return `${kind}0${pick(SLACK_LETTERS, 9)}`;
}

/** Letters and digits, as Slack makes up where an app leaves a `block_id` out. */
export function randomId(length: number): string {
  return pick(ANY_LETTERS, length);
}

/** What cannot be guessed: 32 hexadecimal digits. */
export function newSecret(): string {
  return randomBytes(16).toString('hex');
}

/** Hands out Slack's timestamps, which are also the ids of messages: seconds with six decimals, each later than the last. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  nextTs(): string;
}

/** @param after the latest timestamp given out before, by a process that ended. */
export function createClock(now: () => number, after: string | undefined): Clock {
  let lastMicros = after === undefined ? 0 : Math.round(Number(after) * 1e6);
  return {
    now,
    nextTs() {
      lastMicros = Math.max(lastMicros + 1, now() * 1000);
      const micros = String(lastMicros).padStart(7, '0');
      return `${micros.slice(0, -6)}.${micros.slice(-6)}`;
    },
  };
}

function pick(letters: string, length: number): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
}
