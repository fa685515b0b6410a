import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import { messageOf } from '../errors.js';
import type { Services } from '../services.js';
import { INTRODUCTION_EVENT_TYPE, introduceYourself } from '../views/help.js';

type InvitedArgs = AllMiddlewareArgs & SlackEventMiddlewareArgs<'member_joined_channel'>;

/** How many messages are searched for an earlier introduction. */
const MESSAGES_LOOKED_AT = 200;

/** Introduces Rollcall in a channel it was invited to, once. */
export function createInvitedHandler(
  services: Pick<Services, 'slack' | 'slackForPosts' | 'bot' | 'log'>,
): (args: InvitedArgs) => Promise<void> {
  const introducing = new Set<string>();
  return async ({ event }) => {
    const { channel, user } = event;
    if (user !== services.bot.userId || introducing.has(channel)) return;
    introducing.add(channel);
    try {
      if (await isIntroduced(channel)) return;
      await services.slackForPosts.chat.postMessage({
        channel,
        text: introduceYourself(user),
        metadata: { event_type: INTRODUCTION_EVENT_TYPE, event_payload: {} },
        unfurl_links: false,
        unfurl_media: false,
      });
    } catch (error) {
      // The introduction is optional: photos are answered without it.
      services.log.warn(`No introduction in ${channel}: ${messageOf(error)}`);
    } finally {
      introducing.delete(channel);
    }
  };

  /** Slack may repeat the event, another process may have handled it, or Rollcall may have been in the channel before. */
  async function isIntroduced(channel: string): Promise<boolean> {
    const history = await services.slack.conversations.history({
      channel,
      limit: MESSAGES_LOOKED_AT,
      include_all_metadata: true,
    });
    return (history.messages ?? []).some(
      (message) => message.user === services.bot.userId && message.metadata?.event_type === INTRODUCTION_EVENT_TYPE,
    );
  }
}
