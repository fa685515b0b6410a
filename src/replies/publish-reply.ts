import { type Deps, timed } from '../deps.js';
import { withoutMentions } from '../views/mrkdwn.js';
import { findReply, type ReplyPlace } from './find-reply.js';
import { type RenderRequest, renderReply } from './render-reply.js';
import { sendOnce } from './send-with-retry.js';

type PublishDeps = Pick<Deps, 'slack' | 'slackForPosts' | 'thresholds' | 'now' | 'sleep' | 'log' | 'signal' | 'onStep'>;

/** What is needed to render; the rest is known here. */
export type ReplyContentNow = Pick<RenderRequest, 'state' | 'seen'>;

/** A reply that is in Slack now. */
export interface PostedReply {
  readonly ts: string;
  /** Whether it had to go without a picture that it should show. */
  readonly lacksPictures: boolean;
  /** Whether it does not say yet who said something: it was posted so that nobody is notified of what they said long ago. */
  readonly lacksMentions: boolean;
}

/** Posts the reply into the thread of the photos. */
export async function postReply(
  deps: PublishDeps,
  place: ReplyPlace,
  content: ReplyContentNow,
  botUserId: string | undefined,
): Promise<PostedReply> {
  let lacksPictures = false;
  let lacksMentions = false;
  const ts = await sendOnce(deps, {
    send: async (withPictures) => {
      const { text, metadata, ...rendered } = await render(deps, content, withPictures);
      const { blocks, hadMentions } = withoutMentions(rendered.blocks);
      lacksPictures = lacksAny(content.state, withPictures);
      lacksMentions = hadMentions;
      const posted = await timed(deps, 'post', () =>
        deps.slackForPosts.chat.postMessage({
          channel: place.channelId,
          thread_ts: place.threadTs,
          text,
          blocks,
          metadata,
          unfurl_links: false,
          unfurl_media: false,
        }),
      );
      return posted.ts ?? '';
    },
    findSent: () => findReply(deps, place, content.state.postTs, botUserId),
  });
  return { ts, lacksPictures, lacksMentions };
}

/** Puts the newest state of things into a reply that is there already. */
export async function replaceReply(
  deps: PublishDeps,
  reply: { readonly channelId: string; readonly ts: string },
  content: ReplyContentNow,
): Promise<void> {
  await sendOnce(deps, {
    send: async (withPictures) => {
      const { text, blocks, metadata } = await render(deps, content, withPictures);
      await deps.slackForPosts.chat.update({ channel: reply.channelId, ts: reply.ts, text, blocks, metadata });
    },
  });
}

/** What the message remembers keeps its pictures even when they cannot be shown now: the next update tries again. */
async function render(deps: PublishDeps, { state, seen }: ReplyContentNow, withPictures: boolean) {
  const request = { seen, thresholds: deps.thresholds, now: deps.now() };
  const remembered = { ...state, lacksPictures: lacksAny(state, withPictures) };
  const whole = await timed(deps, 'render', () => renderReply({ ...request, state: remembered }));
  if (withPictures) return whole;
  const photos = state.photos.map(({ photoId }) => ({ photoId }));
  return { ...renderReply({ ...request, state: { ...state, photos } }), metadata: whole.metadata };
}

function lacksAny(state: ReplyContentNow['state'], withPictures: boolean): boolean {
  return !withPictures || state.photos.some(({ pictureFileId }) => pictureFileId === undefined);
}
