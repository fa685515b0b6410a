import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import { photoIdOfFile } from '../views/ids.js';
import type { Deps } from './deps.js';

type FileDeletedArgs = AllMiddlewareArgs & SlackEventMiddlewareArgs<'file_deleted'>;

/** A file was deleted from Slack: the photo made of it is not kept any longer. The posts it was in are told of one by one. */
export function createPhotoRemovedHandler(
  deps: Pick<Deps, 'recognizer' | 'signal'>,
): (args: FileDeletedArgs) => Promise<void> {
  return async ({ event }) => {
    await deps.recognizer.removePhoto(photoIdOfFile(event.file_id), { signal: deps.signal });
  };
}
