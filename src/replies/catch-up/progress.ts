import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Deps } from '../../deps.js';
import { messageOf } from '../../errors.js';

/** How far catching up has come, over restarts if there is a data folder. */
export interface Progress {
  /** When a conversation was last read, in milliseconds since 1970; 0 for never. */
  readAt(channelId: string): number;
  noteRead(channelId: string): Promise<void>;
  /** Counts an attempt to answer a post. It is stored before this resolves. @returns how many there were, this one included. */
  countAttempt(post: PostKey): Promise<number>;
  /** Counts an attempt that failed. The others succeeded, or Rollcall was ended meanwhile. */
  countFailure(post: PostKey): Promise<void>;
  failures(post: PostKey): number;
}

interface PostKey {
  readonly channelId: string;
  readonly ts: string;
}

const progressSchema = z.object({
  readAt: z.record(z.string(), z.number()),
  attempts: z.record(z.string(), z.number()),
  failures: z.record(z.string(), z.number()).default({}),
});

/** Posts older than this are not looked for, so their attempts are not needed, in ms. */
const ATTEMPTS_LAST_MS = 24 * 60 * 60_000;

type ProgressDeps = Pick<Deps, 'cacheDir' | 'bot' | 'log' | 'now'>;

/** Reads the progress of earlier runs. A file that cannot be read or written only costs time. */
export async function openProgress(deps: ProgressDeps): Promise<Progress> {
  const { cacheDir, log, now } = deps;
  const path = cacheDir === undefined ? undefined : join(cacheDir, `slack-catch-up-${deps.bot.teamId}.json`);
  const stored = await read();
  const readAt = new Map(Object.entries(stored.readAt));
  const isRecent = ([key]: [string, number]) => now() - Number(key.split(' ')[1]) * 1000 < ATTEMPTS_LAST_MS;
  const attempts = new Map(Object.entries(stored.attempts).filter(isRecent));
  const failures = new Map(Object.entries(stored.failures).filter(isRecent));
  const keyOf = ({ channelId, ts }: PostKey) => `${channelId} ${ts}`;

  async function increment(counts: Map<string, number>, post: PostKey): Promise<number> {
    const count = (counts.get(keyOf(post)) ?? 0) + 1;
    counts.set(keyOf(post), count);
    await write();
    return count;
  }

  async function read(): Promise<z.infer<typeof progressSchema>> {
    if (path === undefined) return { readAt: {}, attempts: {}, failures: {} };
    try {
      return progressSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isMissing) log.info(`The stored progress of catching up is not used: ${messageOf(error)}`);
      return { readAt: {}, attempts: {}, failures: {} };
    }
  }

  /** One at a time, because all use the same unfinished file. */
  let writing = Promise.resolve();
  function write(): Promise<void> {
    writing = writing.then(writeNow);
    return writing;
  }

  /** Never rejects. */
  async function writeNow(): Promise<void> {
    if (path === undefined) return;
    try {
      const progress = {
        readAt: Object.fromEntries(readAt),
        attempts: Object.fromEntries(attempts),
        failures: Object.fromEntries(failures),
      };
      await writeFile(`${path}.new`, JSON.stringify(progress), { mode: 0o600 });
      await rename(`${path}.new`, path);
    } catch (error) {
      log.info(`The progress of catching up could not be stored: ${messageOf(error)}`);
    }
  }

  return {
    readAt: (channelId) => readAt.get(channelId) ?? 0,
    async noteRead(channelId) {
      readAt.set(channelId, now());
      await write();
    },
    countAttempt: (post) => increment(attempts, post),
    async countFailure(post) {
      await increment(failures, post);
    },
    failures: (post) => failures.get(keyOf(post)) ?? 0,
  };
}
