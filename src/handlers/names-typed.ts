import type {
  AllMiddlewareArgs,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackEventMiddlewareArgs,
} from '@slack/bolt';
import { UserFacingError } from '../errors.js';
import { explainFailure, isStopping, tellPrivately } from '../failures.js';
import { nameTyped, type TypedMessage } from '../people/name-typed.js';
import { readNamesInThread } from '../replies/question-event.js';
import type { Services } from '../services.js';
import { TEXT_AS_WRITTEN } from '../slack/text-as-written.js';
import { isExternalAuthor } from '../slack/users.js';
import { buildAgreedQuestion, readTypedRef } from '../views/typed-names.js';
import { WORDING } from '../views/wording/general.js';
import { REPLY_WORDING } from '../views/wording/replies.js';

type MessageArgs = AllMiddlewareArgs & SlackEventMiddlewareArgs<'message'>;
type ButtonArgs = AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** Someone types "1 Ada, 2 Bob" in the thread of a reply: names those faces. */
export function createNamesTypedHandler(services: Services): (args: MessageArgs) => Promise<void> {
  return async ({ event, context }) => {
    const message = readNamesInThread(event, services.bot.userId);
    // A repeated event was probably handled before.
    if (message === undefined || (context.retryNum ?? 0) > 0) return;
    const { place, userId, ts } = message;
    const asker = { ...place, userId };
    try {
      if (await isExternalAuthor(services, message)) return;
      const answer = await nameTyped(services, message);
      if (answer?.asksAgreement === true) {
        const { channelId: channel, threadTs: thread_ts } = place;
        const question = buildAgreedQuestion(answer.text, { threadTs: thread_ts, ts });
        await services.slackForPosts.chat.postEphemeral({
          channel,
          thread_ts,
          user: userId,
          ...question,
          ...TEXT_AS_WRITTEN,
        });
      } else if (answer !== undefined) await tellPrivately(services, asker, answer.text);
    } catch (error) {
      if (!isStopping(error)) await tellPrivately(services, asker, explainFailure(error, services.log));
    }
  };
}

/** "They agreed": names the faces as the message says, and adds the people who are new. */
export function createAgreedHandler(services: Services): (args: ButtonArgs) => Promise<void> {
  return async ({ ack, action, body, respond }) => {
    await ack();
    const channelId = body.channel?.id ?? '';
    const ref = readTypedRef(action.value ?? '');
    try {
      const message = ref && (await readTyped(services, channelId, ref));
      if (message?.userId !== body.user.id) throw new UserFacingError(WORDING.outdatedMenu);
      const answer = await nameTyped(services, { ...message, hasAgreed: true });
      await respond({
        response_type: 'ephemeral',
        replace_original: true,
        text: answer?.text ?? REPLY_WORDING.replyGone,
      });
    } catch (error) {
      const asker = { channelId, userId: body.user.id, threadTs: ref?.threadTs, respond };
      await tellPrivately(services, asker, explainFailure(error, services.log));
    }
  };
}

/** The message with the names, as it is now. */
async function readTyped(
  { slack, bot }: Services,
  channel: string,
  { threadTs, ts }: { readonly threadTs: string; readonly ts: string },
): Promise<TypedMessage | undefined> {
  const { messages = [] } = await slack.conversations.replies({
    channel,
    ts: threadTs,
    oldest: ts,
    latest: ts,
    inclusive: true,
  });
  const found = messages.find((message) => message.ts === ts);
  return found && readNamesInThread({ ...found, channel }, bot.userId);
}
