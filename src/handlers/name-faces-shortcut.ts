import type { AllMiddlewareArgs, MessageShortcut, SlackShortcutMiddlewareArgs } from '@slack/bolt';
import type { Deps } from '../deps.js';
import { explainFailure, tellPrivately } from '../failures.js';
import type { Answer, AnswerPost } from '../replies/answer-post.js';
import { findReply } from '../replies/find-reply.js';
import { type PhotoPost, readPost } from '../replies/slack-files.js';
import { linkToMessage } from '../slack/message-link.js';
import { alreadyAnswered, WORDING } from '../views/wording.js';

type NameFacesArgs = AllMiddlewareArgs & SlackShortcutMiddlewareArgs<MessageShortcut>;

const ANSWERS: Readonly<Record<Exclude<Answer, 'answered' | 'answered before'>, string>> = {
  'no faces': WORDING.noFacesFound,
  'no photos': WORDING.noPhotos,
};

/** "Name faces" in the menu of a message: for photos from before, and for those that went wrong. */
export function createNameFacesShortcutHandler(
  deps: Pick<Deps, 'slack' | 'log'> & { readonly answerPost: AnswerPost },
): (args: NameFacesArgs) => Promise<void> {
  return async ({ ack, shortcut, context }) => {
    await ack();
    const { message } = shortcut;
    // Asked for by a person, so who or what posted it makes no difference.
    const byAPerson = { user: message.user ?? shortcut.user.id, subtype: undefined, bot_id: undefined };
    const post = readPost({ ...message, ...byAPerson, channel: shortcut.channel.id }, context.teamId ?? '');
    const asker = { channelId: shortcut.channel.id, userId: shortcut.user.id, threadTs: post?.threadTs };
    try {
      const answer =
        post === undefined
          ? 'no photos'
          : await deps.answerPost(post, { botUserId: context.botUserId, asked: 'by hand' });
      if (answer === 'answered before') await tellWhere(post, context.botUserId);
      else if (answer !== 'answered') await tellPrivately(deps, asker, ANSWERS[answer]);
    } catch (error) {
      await tellPrivately(deps, asker, explainFailure(error, deps.log));
    }

    async function tellWhere(answered: PhotoPost | undefined, botUserId: string | undefined): Promise<void> {
      const link = answered && (await linkToReply(deps, answered, botUserId));
      await tellPrivately(deps, asker, alreadyAnswered(link));
    }
  };
}

/** The address of our reply to a post; undefined when Slack does not tell. */
async function linkToReply(
  deps: Pick<Deps, 'slack' | 'log'>,
  post: PhotoPost,
  botUserId: string | undefined,
): Promise<string | undefined> {
  const place = { channelId: post.channelId, threadTs: post.threadTs ?? post.ts };
  const ts = await findReply(deps, place, post.ts, botUserId);
  return ts === undefined ? undefined : linkToMessage(deps, post.channelId, ts);
}
