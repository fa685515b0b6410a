import { join } from 'node:path';
import { z } from 'zod';
import { BACKUP_PREFIX } from './copy-folder.js';

/** How a program asks the process that uses a data folder for a backup: by files in it, which also works across containers. */

/** Polled by the process that uses the folder. */
export const requestFile = (folder: string): string => join(folder, `${BACKUP_PREFIX}request.json`);
/** Is there once the backup is complete. */
export const finishedFolder = (folder: string, id: string): string => join(folder, `${BACKUP_PREFIX}${id}`);
export const unfinishedFolder = (folder: string, id: string): string => join(folder, `${BACKUP_PREFIX}${id}.part`);
/** Says why there is no backup. */
export const failureFile = (folder: string, id: string): string => join(folder, `${BACKUP_PREFIX}${id}.failed`);

export const requestSchema = z.object({ id: z.uuid() });
