import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserFacingError } from '../errors.js';
import { makeBackup } from '../store/backup/make-backup.js';
import { readSettings } from './read-settings.js';
import { type Program, runOnce } from './run-program.js';

/** `npm run backup -- <folder>`: copies the data folder, also while Rollcall runs. docs/running.md explains how to restore it. */

const USAGE = 'Run it as: npm run backup -- <folder>. The folder must be new or empty.';

async function run({ say }: Program): Promise<void> {
  const target = readArguments();
  const { config } = readSettings();
  const { files, bytes } = await makeBackup({ folder: config.dataDir, target });
  const megabytes = Math.max(1, Math.round(bytes / 1024 ** 2));
  say(`Copied ${files} files (${megabytes} MB) to ${resolve(target)}, and checked the databases.`);
  say('It holds names, faces and keys. Store it where no one else can read it.');
}

function readArguments(): string {
  try {
    const { positionals } = parseArgs({ allowPositionals: true });
    const [folder] = positionals;
    if (folder === undefined || positionals.length > 1) throw new UserFacingError(USAGE);
    return folder;
  } catch (cause) {
    throw new UserFacingError(USAGE, { cause });
  }
}

await runOnce(run);
