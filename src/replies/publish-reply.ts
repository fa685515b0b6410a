import { WebAPIHTTPError, WebAPIRequestError } from '@slack/web-api';
import type { Deps } from '../deps.js';
import { timed } from '../measurements.js';
import { sendWithPictures } from '../slack/pictures.js';
import { TEXT_AS_WRITTEN } from '../slack/text-as-written.js';
import { findReply, type ReplyPlace } from './find-reply.js';
import { lacksPictures, type ReplyContent, renderReply } from './render-reply.js';

type PublishDeps = RenderDeps & Pick<Deps, 'slack' | 'slackForPosts' | 'bot' | 'sleep' | 'log'>;
type RenderDeps = Pick<Deps, 'thresholds' | 'autoTrainMinutes' | 'now'>;

/** A reply that was posted. */
export interface PostedReply {
  readonly ts: string;
  /** Whether it was posted without a picture that it should show. */
  readonly lacksPictures: boolean;
}

/** Posts the reply into the thread of the photos. */
export async function postReply(deps: PublishDeps, place: ReplyPlace, content: ReplyContent): Promise<PostedReply> {
  let isComplete = true;
  const ts = await sendWithRetry(deps, {
    send: async (withPictures) => {
      const { text, blocks, metadata } = await render(deps, content, withPictures);
      isComplete = !lacksPictures(content, withPictures);
      const posted = await timed('post', () =>
        deps.slackForPosts.chat.postMessage({
          channel: place.channelId,
          thread_ts: place.threadTs,
          text,
          blocks,
          metadata,
          ...TEXT_AS_WRITTEN,
          unfurl_links: false,
          unfurl_media: false,
        }),
      );
      return posted.ts ?? '';
    },
    findSent: () => findReply(deps, place, content.postTs),
  });
  return { ts, lacksPictures: !isComplete };
}

/** Replaces the content of a reply. */
export async function replaceReply(
  deps: PublishDeps,
  reply: { readonly channelId: string; readonly ts: string },
  content: ReplyContent,
): Promise<void> {
  await sendWithRetry(deps, {
    send: async (withPictures) => {
      const { text, blocks, metadata } = await render(deps, content, withPictures);
      await deps.slackForPosts.chat.update({
        channel: reply.channelId,
        ts: reply.ts,
        text,
        blocks,
        metadata,
        ...TEXT_AS_WRITTEN,
      });
    },
  });
}

function render(deps: RenderDeps, content: ReplyContent, withPictures: boolean) {
  const { thresholds, autoTrainMinutes } = deps;
  return timed('render', () => renderReply(content, { withPictures, thresholds, autoTrainMinutes, now: deps.now() }));
}

/** Waits in ms before asking again after a call that may or may not have arrived. */
const LOST_CALL_WAITS_MS = [500, 2000];

/** One message to be sent, with its pictures or without. */
export interface Sending<T> {
  readonly send: (withPictures: boolean) => Promise<T>;
  /** Checks whether a call whose answer was lost did arrive. Left out if sending twice does no harm. */
  readonly findSent?: () => Promise<T | undefined>;
}

/**
 * Sends a message once, with its pictures as soon as Slack accepts them. If Slack's answer is lost, checks whether the message
 * arrived before sending it again.
 */
export async function sendWithRetry<T>(deps: Pick<Deps, 'sleep' | 'log'>, sending: Sending<T>): Promise<T> {
  for (let lost = 0; ; lost += 1) {
    try {
      return await sendWithPictures(deps, sending.send);
    } catch (error) {
      const wait = LOST_CALL_WAITS_MS[lost];
      if (!mayHaveArrived(error) || wait === undefined) throw error;
      await deps.sleep(wait);
      const sent = await sending.findSent?.();
      if (sent !== undefined) return sent;
    }
  }
}

function mayHaveArrived(error: unknown): boolean {
  return error instanceof WebAPIRequestError || (error instanceof WebAPIHTTPError && error.statusCode >= 500);
}
