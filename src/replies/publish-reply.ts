import type { Deps } from '../deps.js';
import { TEXT_AS_WRITTEN } from '../slack/text-as-written.js';
import { timed } from '../step-times.js';
import { findReply, type ReplyPlace } from './find-reply.js';
import { hasAnswers, lacksPictures, type ReplyContent, renderReply } from './render-reply.js';
import { sendWithRetry } from './send-with-retry.js';

type PublishDeps = Pick<Deps, 'slack' | 'slackForPosts' | 'bot' | 'thresholds' | 'now' | 'sleep' | 'log'>;

/** A reply that is in Slack now. */
export interface PostedReply {
  readonly ts: string;
  /** Whether it had to go without a picture that it should show. */
  readonly lacksPictures: boolean;
  /** Whether it does not mention people yet who said something, maybe long ago: an update notifies nobody, a new message would. */
  readonly lacksMentions: boolean;
}

/** Posts the reply into the thread of the photos. */
export async function postReply(deps: PublishDeps, place: ReplyPlace, content: ReplyContent): Promise<PostedReply> {
  let isComplete = true;
  const ts = await sendWithRetry(deps, {
    send: async (withPictures) => {
      const { text, blocks, metadata } = await render(deps, content, { withPictures, mentions: false });
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
  return { ts, lacksPictures: !isComplete, lacksMentions: hasAnswers(content) };
}

/** Replaces a reply by one that says what is known now. */
export async function replaceReply(
  deps: PublishDeps,
  reply: { readonly channelId: string; readonly ts: string },
  content: ReplyContent,
): Promise<void> {
  await sendWithRetry(deps, {
    send: async (withPictures) => {
      const { text, blocks, metadata } = await render(deps, content, { withPictures, mentions: true });
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

function render(
  deps: Pick<Deps, 'thresholds' | 'now'>,
  content: ReplyContent,
  options: { readonly withPictures: boolean; readonly mentions: boolean },
) {
  return timed('render', () => renderReply(content, { ...options, thresholds: deps.thresholds, now: deps.now() }));
}
