import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import { photoIdOfFile } from '../faces/ids.js';
import { removeUnreferencedPhoto } from '../replies/remove-unreferenced-photo.js';
import type { Services } from '../services.js';

type FileDeletedArgs = AllMiddlewareArgs & SlackEventMiddlewareArgs<'file_deleted'>;

/**
 * A file was deleted from Slack: the photo made of it is removed, unless the same picture is in another post. For each post it
 * was in Slack sends a `message` event, too.
 */
export function createPhotoRemovedHandler(
  services: Pick<Services, 'slack' | 'bot' | 'recognizer' | 'facePictures'>,
): (args: FileDeletedArgs) => Promise<void> {
  return async ({ event }) => {
    const fileId = event.file_id;
    await removeUnreferencedPhoto(services, photoIdOfFile(fileId), { lostFileIds: new Set([fileId]) });
  };
}
