import { existsSync, readdirSync, rmSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../errors.js';
import type { Log } from '../../log.js';
import { BACKUP_PREFIX, copyFolder } from './copy-folder.js';
import { failureFile, finishedFolder, requestFile, requestSchema, unfinishedFolder } from './request.js';

const POLL_MS = 1_000;

/**
 * Makes the backups that `npm run backup` asks for while this process uses the folder. First deletes what an interrupted one left.
 * @param folder the data folder, locked by the caller.
 * @returns what ends it.
 */
export function serveBackups(folder: string, log: Log, { pollMs = POLL_MS } = {}): () => Promise<void> {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(BACKUP_PREFIX)) rmSync(join(folder, name), { recursive: true, force: true });
  }
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    if (running !== undefined || !existsSync(requestFile(folder))) return;
    running = answerRequest(folder)
      .catch((error: unknown) => log.error(`The backup failed: ${messageOf(error)}`))
      .finally(() => {
        running = undefined;
      });
  }, pollMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

async function answerRequest(folder: string): Promise<void> {
  const { id } = requestSchema.parse(JSON.parse(await readFile(requestFile(folder), 'utf8')));
  await rm(requestFile(folder), { force: true });
  const unfinished = unfinishedFolder(folder, id);
  try {
    await copyFolder(folder, unfinished);
    await rename(unfinished, finishedFolder(folder, id));
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    await writeFile(failureFile(folder, id), messageOf(error), { mode: 0o600 });
    throw error;
  }
}
