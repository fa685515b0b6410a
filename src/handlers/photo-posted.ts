import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import { photoIdOfFile } from '../faces/ids.js';
import { explainFailure, isStopping, pauseUnlessClosing, tellPrivately, withRetries } from '../failures.js';
import { PictureError } from '../photos/picture-error.js';
import { whyNoReply } from '../replies/answer-post.js';
import { type PhotoPost, readPost } from '../replies/message-event.js';
import { isToRollcall } from '../replies/question-event.js';
import { readRemovedPhotos } from '../replies/removal-event.js';
import { removeUnreferencedPhoto } from '../replies/reply-remover.js';
import type { Services } from '../services.js';
import { isSlackAway } from '../slack/errors.js';
import { photoFailed } from '../views/wording/replies.js';

/** Pauses in ms before a post is answered again for which Slack did not take the reply. */
const FIRST_PAUSE_MS = 15_000;
const PAUSES_MS = [60_000, 5 * 60_000];

type PhotoPostedArgs = AllMiddlewareArgs & SlackEventMiddlewareArgs<'message'>;

/** Answers photos in the thread of their message with one reply. When the photos are deleted, so is the reply. */
export function createPhotoPostedHandler(
  services: Pick<
    Services,
    'slack' | 'bot' | 'log' | 'sleep' | 'isClosing' | 'inBackground' | 'answerPost' | 'replyRemover'
  >,
): (args: PhotoPostedArgs) => Promise<void> {
  const { log } = services;
  return async ({ event, context }) => {
    const removed = readRemovedPhotos(event);
    if (removed !== undefined) return services.replyRemover.remove(removed);
    const post = readPost(event, services.bot.teamId);
    // Bolt ignores the bot's own messages.
    if (post === undefined) return;
    const tell = async (error: unknown) => {
      // If Rollcall is stopping, the next start finds the post without a reply and answers it.
      if (isStopping(error)) log.info(`Post ${post.ts} is left to the next start.`);
      else await tellPrivately(services, post, describeFailedPhoto(error, services));
    };
    try {
      const answer = await services.answerPost(post, (context.retryNum ?? 0) === 0 ? 'first time' : 'again');
      // In a channel, posts without faces are none of our business. Someone who talks to Rollcall would take silence for a failure.
      const isAddressed = isToRollcall(event, services.bot.userId) && !services.replyRemover.isGone(post);
      const reason = isAddressed ? whyNoReply(answer, post) : undefined;
      if (reason !== undefined) await tellPrivately(services, post, reason);
    } catch (error) {
      if (isSlackAway(error)) services.inBackground(() => answerLater(services, post).catch(tell));
      else await tell(error);
    }
  };
}

/** Tries again to answer a post. @throws the last error. */
async function answerLater(
  services: Pick<Services, 'log' | 'sleep' | 'isClosing' | 'answerPost'>,
  post: PhotoPost,
): Promise<void> {
  await pauseUnlessClosing(services, FIRST_PAUSE_MS);
  await withRetries(services, PAUSES_MS, () => services.answerPost(post, 'again'), isSlackAway);
}

/** One sentence if the file is at fault, because trying again does not help. */
function describeFailedPhoto(error: unknown, { log }: Pick<Services, 'log'>): string {
  const why = explainFailure(error, log);
  return error instanceof PictureError && error.problem !== 'too-demanding' ? why : photoFailed(why);
}

type FileDeletedArgs = AllMiddlewareArgs & SlackEventMiddlewareArgs<'file_deleted'>;

/**
 * A file was deleted from Slack. Removes its stored photo, unless the same picture is in another post. Slack also sends a
 * `message` event for each post the file was in.
 */
export function createPhotoRemovedHandler(
  services: Pick<Services, 'slack' | 'bot' | 'recognizer' | 'facePictures' | 'examples'>,
): (args: FileDeletedArgs) => Promise<void> {
  return async ({ event }) => {
    const fileId = event.file_id;
    await removeUnreferencedPhoto(services, photoIdOfFile(fileId), { lostFileIds: new Set([fileId]) });
  };
}
