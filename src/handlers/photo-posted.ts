import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import { photoIdOfFile } from '../faces/ids.js';
import { explainFailure, isStopping, tellPrivately } from '../failures.js';
import { whyNoReply } from '../replies/answer-post.js';
import { readPost, readRemovedPhotos } from '../replies/message-event.js';
import { removeUnreferencedPhoto } from '../replies/reply-remover.js';
import type { Services } from '../services.js';
import { photoFailed } from '../views/wording.js';

type PhotoPostedArgs = AllMiddlewareArgs & SlackEventMiddlewareArgs<'message'>;

/** Answers photos in the thread of their message with one reply. When the photos are deleted, so is the reply. */
export function createPhotoPostedHandler(
  services: Pick<Services, 'slack' | 'bot' | 'log' | 'answerPost' | 'replyRemover'>,
): (args: PhotoPostedArgs) => Promise<void> {
  const { log } = services;
  return async ({ event, context }) => {
    const removed = readRemovedPhotos(event);
    if (removed !== undefined) return services.replyRemover.remove(removed);
    const post = readPost(event, services.bot.teamId);
    // Bolt ignores the bot's own messages.
    if (post === undefined) return;
    try {
      const answer = await services.answerPost(post, (context.retryNum ?? 0) === 0 ? 'first time' : 'again');
      // In a channel, posts without faces are none of our business. In a direct message, silence would look like a failure.
      const isDirect = 'channel_type' in event && event.channel_type === 'im';
      const reason = isDirect && !services.replyRemover.isGone(post) ? whyNoReply(answer) : undefined;
      if (reason !== undefined) await tellPrivately(services, post, reason);
    } catch (error) {
      // If Rollcall is stopping, the next start finds the post without a reply and answers it.
      if (isStopping(error)) log.info(`Post ${post.ts} is left to the next start.`);
      else await tellPrivately(services, post, photoFailed(explainFailure(error, log)));
    }
  };
}

type FileDeletedArgs = AllMiddlewareArgs & SlackEventMiddlewareArgs<'file_deleted'>;

/**
 * A file was deleted from Slack. Removes its stored photo, unless the same picture is in another post. Slack also sends a
 * `message` event for each post the file was in.
 */
export function createPhotoRemovedHandler(
  services: Pick<Services, 'slack' | 'bot' | 'recognizer' | 'facePictures'>,
): (args: FileDeletedArgs) => Promise<void> {
  return async ({ event }) => {
    const fileId = event.file_id;
    await removeUnreferencedPhoto(services, photoIdOfFile(fileId), { lostFileIds: new Set([fileId]) });
  };
}
