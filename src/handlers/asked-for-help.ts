import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import { messageOf } from '../errors.js';
import { readQuestion } from '../replies/question-event.js';
import type { Services } from '../services.js';
import { TEXT_AS_WRITTEN } from '../slack/text-as-written.js';
import { describeFirstSteps } from '../views/help.js';

type MessageArgs = AllMiddlewareArgs & SlackEventMiddlewareArgs<'message'>;

/** Someone writes to Rollcall, in a direct message or with a mention: answers with what to try. */
export function createAskedForHelpHandler(
  services: Pick<Services, 'slackForPosts' | 'bot' | 'helpContact' | 'log'>,
): (args: MessageArgs) => Promise<void> {
  return async ({ event, context }) => {
    const question = readQuestion(event, services.bot.userId);
    // A repeated event was probably answered before.
    if (question === undefined || (context.retryNum ?? 0) > 0) return;
    const { channelId, threadTs } = question;
    try {
      await services.slackForPosts.chat.postMessage({
        channel: channelId,
        text: describeFirstSteps(services.helpContact),
        ...TEXT_AS_WRITTEN,
        ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
        unfurl_links: false,
      });
    } catch (error) {
      services.log.warn(`No answer to a question in ${channelId}: ${messageOf(error)}`);
    }
  };
}
