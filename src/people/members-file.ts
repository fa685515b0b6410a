import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../errors.js';
import type { Log } from '../log.js';
import type { Member } from '../views/person-menu.js';

/** The members of one workspace, in the data folder: reading 12,000 from Slack takes minutes. A cache, which may be deleted. */
const memberSchema = z.object({
  userId: z.string(),
  name: z.string(),
  otherNames: z.array(z.string()),
  handle: z.string(),
  title: z.string(),
});

/** @returns no members if there is no file, or it cannot be read. */
export async function readMembersFile(folder: string, teamId: string, log: Log): Promise<readonly Member[]> {
  try {
    return z.array(memberSchema).parse(JSON.parse(await readFile(pathOf(folder, teamId), 'utf8')));
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing) log.info(`The stored list of members is not used: ${messageOf(error)}`);
    return [];
  }
}

/** A failure is only logged: the list is read from Slack again at the next start. */
export async function writeMembersFile(
  folder: string,
  teamId: string,
  members: readonly Member[],
  log: Log,
): Promise<void> {
  const path = pathOf(folder, teamId);
  try {
    await writeFile(`${path}.new`, JSON.stringify(members), { mode: 0o600 });
    await rename(`${path}.new`, path);
  } catch (error) {
    log.warn(`The list of members could not be stored: ${messageOf(error)}`);
  }
}

function pathOf(folder: string, teamId: string): string {
  return join(folder, `slack-members-${teamId}.json`);
}
