import type { Workspace } from '../workspace/workspace.js';
import type { FileBytes } from './file-bytes.js';

const UPLOAD_LIFETIME_SECONDS = 24 * 60 * 60;
/** Enough for every member to upload a message full of files at once. */
const MAX_UNFINISHED = 1_000;
/** Announced bytes of all unfinished uploads. */
const MAX_UNFINISHED_BYTES = 2 * 1024 * 1024 * 1024;

/**
 * Deletes uploads that were not completed within a day (https://docs.slack.dev/messaging/working-with-files) and, if there are
 * more of the others than the disk should hold, the oldest of them.
 */
export async function discardUnfinishedUploads(
  { clock, files }: Pick<Workspace, 'clock' | 'files'>,
  fileBytes: Pick<FileBytes, 'remove'>,
): Promise<void> {
  const before = Math.floor(clock.now() / 1000) - UPLOAD_LIFETIME_SECONDS;
  let count = 0;
  let bytes = 0;
  for (const file of files.unfinished().reverse()) {
    count += 1;
    bytes += file.size;
    if (file.created > before && count <= MAX_UNFINISHED && bytes <= MAX_UNFINISHED_BYTES) continue;
    files.save(file, 'deleted');
    await fileBytes.remove(file.id);
  }
}
