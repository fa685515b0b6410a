import type { AllMiddlewareArgs, MessageShortcut, SlackShortcutMiddlewareArgs } from '@slack/bolt';
import { explainFailure, tellPrivately } from '../failures.js';
import { type Answer, whyNoReply } from '../replies/answer-post.js';
import { findReply } from '../replies/find-reply.js';
import { type PhotoPost, readPost } from '../replies/message-event.js';
import type { Services } from '../services.js';
import { linkToMessage } from '../slack/conversations.js';
import { alreadyAnswered } from '../views/wording/replies.js';

type NameFacesArgs = AllMiddlewareArgs & SlackShortcutMiddlewareArgs<MessageShortcut>;
type NameFacesServices = Pick<Services, 'slack' | 'bot' | 'log' | 'answerPost'>;

/** "Name faces" in the menu of a message: for older photos, and for photos that failed. */
export function createNameFacesShortcutHandler(services: NameFacesServices): (args: NameFacesArgs) => Promise<void> {
  return async ({ ack, shortcut, respond }) => {
    await ack();
    const { message, channel, user } = shortcut;
    // A person asked for it, so posts by bots count too.
    const byAPerson = { user: message.user ?? user.id, subtype: undefined, bot_id: undefined };
    const post = readPost({ ...message, ...byAPerson, channel: channel.id }, services.bot.teamId);
    const asker = { channelId: channel.id, userId: user.id, threadTs: post?.threadTs, respond };
    try {
      const answer = post === undefined ? 'no photos' : await services.answerPost(post, 'by a person');
      const text = await describe(services, answer, post);
      if (text !== undefined) await tellPrivately(services, asker, text);
    } catch (error) {
      await tellPrivately(services, asker, explainFailure(error, services.log));
    }
  };
}

/** @returns undefined if the reply in the thread is answer enough. */
async function describe(
  services: NameFacesServices,
  answer: Answer,
  post: PhotoPost | undefined,
): Promise<string | undefined> {
  switch (answer) {
    case 'answered':
      return undefined;
    case 'answered before':
      return alreadyAnswered(post && (await linkToReply(services, post)));
    default:
      return whyNoReply(answer, post);
  }
}

/** The address of our reply to a post; undefined if Slack does not give one. */
async function linkToReply(services: NameFacesServices, post: PhotoPost): Promise<string | undefined> {
  const place = { channelId: post.channelId, threadTs: post.threadTs ?? post.ts };
  const ts = await findReply(services, place, post.ts);
  return ts === undefined ? undefined : linkToMessage(services, post.channelId, ts);
}
