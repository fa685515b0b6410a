import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import { photoIdOfFile } from '../faces/ids.js';
import { type RemovalDeps, removeUnlessShown } from '../replies/remove-unreferenced-photo.js';

type FileDeletedArgs = AllMiddlewareArgs & SlackEventMiddlewareArgs<'file_deleted'>;

/**
 * A file was deleted from Slack: the photo made of it is not kept any longer, unless the same picture is in another post. The posts
 * it was in are told of one by one.
 */
export function createPhotoRemovedHandler(deps: RemovalDeps): (args: FileDeletedArgs) => Promise<void> {
  return async ({ event, context }) => {
    const fileId = event.file_id;
    await removeUnlessShown(deps, photoIdOfFile(fileId), { lostFileIds: new Set([fileId]) }, context.botUserId);
  };
}
