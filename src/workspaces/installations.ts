import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserFacingError } from '../errors.js';
import { makeFolder } from '../store/make-folder.js';
import type { WorkspaceKey } from './workspace-key.js';

const installationSchema = z.object({
  key: z.string().regex(/^[A-Z0-9]{2,32}$/),
  /** The Clarifai application with the workspace's photos, faces and names. */
  appId: z.string(),
  /** The token as it was given when the app was installed. Absent after it was uninstalled. */
  bot: z.object({ token: z.string(), refreshToken: z.string().optional() }).optional(),
  /** Milliseconds since 1970. */
  installedAt: z.number(),
  /** Milliseconds since 1970; absent while it is installed. */
  uninstalledAt: z.number().optional(),
});

/** A workspace or organisation in which Rollcall is, or was until recently. */
export type StoredInstallation = z.infer<typeof installationSchema>;

const fileSchema = z.object({ installations: z.array(installationSchema) });

/** All installations, in one file of the data folder. The folder must be locked. */
export interface Installations {
  list(): readonly StoredInstallation[];
  find(key: WorkspaceKey): StoredInstallation | undefined;
  /** Resolves once it is on disk. */
  put(installation: StoredInstallation): Promise<void>;
  remove(key: WorkspaceKey): Promise<void>;
}

/**
 * Opens the list. The file and its folder can be read by their owner only, because it has tokens.
 * @throws UserFacingError if the folder or the file can't be used.
 */
export async function openInstallations(folder: string): Promise<Installations> {
  makeFolder(folder);
  const file = join(folder, 'installations.json');
  let byKey = new Map((await read(file)).map((installation) => [installation.key, installation]));
  let writing = Promise.resolve();

  /** What is in memory changes only after it is on disk, and one change after another. */
  function change(edit: (changed: Map<WorkspaceKey, StoredInstallation>) => void): Promise<void> {
    const done = writing.then(async () => {
      const changed = new Map(byKey);
      edit(changed);
      await write(file, [...changed.values()]);
      byKey = changed;
    });
    writing = done.catch(() => undefined);
    return done;
  }

  return {
    list: () => [...byKey.values()],
    find: (key) => byKey.get(key),
    put: (installation) => change((changed) => changed.set(installation.key, installation)),
    remove: (key) => change((changed) => changed.delete(key)),
  };
}

async function read(file: string): Promise<readonly StoredInstallation[]> {
  try {
    return fileSchema.parse(JSON.parse(await readFile(file, 'utf8'))).installations;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    // Its content is secret, so the error may not be shown.
    throw new UserFacingError(`The list of workspaces can’t be read: restore ${file} from a backup.`);
  }
}

async function write(file: string, installations: readonly StoredInstallation[]): Promise<void> {
  const next = `${file}.new`;
  // A file that is left from a crash would keep its permissions.
  await rm(next, { force: true });
  await writeFile(next, `${JSON.stringify({ installations }, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(next, file);
}
