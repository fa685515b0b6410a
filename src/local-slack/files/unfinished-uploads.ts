import type { Workspace } from '../workspace/workspace.js';
import type { FileBytes } from './file-bytes.js';

const UPLOAD_LIFETIME_SECONDS = 24 * 60 * 60;

/** Deletes uploads that were not completed within a day: https://docs.slack.dev/messaging/working-with-files */
export async function discardUnfinishedUploads(workspace: Workspace, fileBytes: FileBytes): Promise<void> {
  const before = Math.floor(workspace.clock.now() / 1000) - UPLOAD_LIFETIME_SECONDS;
  for (const file of workspace.files.unfinished()) {
    if (file.created > before) continue;
    workspace.files.save(file, 'deleted');
    await fileBytes.remove(file.id);
  }
}
