import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import { messageOf } from '../errors.js';
import type { Services } from '../services.js';
import { INTRODUCTION_EVENT_TYPE, introduceYourself } from '../views/introduction.js';

type InvitedArgs = AllMiddlewareArgs & SlackEventMiddlewareArgs<'member_joined_channel'>;

/** How far back an introduction is looked for: one that is further up is long forgotten. */
const MESSAGES_LOOKED_AT = 200;

/** Rollcall was invited to a channel: it introduces itself, once. */
export function createInvitedHandler(
  services: Pick<Services, 'slack' | 'slackForPosts' | 'bot' | 'log'>,
): (args: InvitedArgs) => Promise<void> {
  const introducing = new Set<string>();
  return async ({ event }) => {
    const { channel, user, inviter } = event;
    if (user !== services.bot.userId || introducing.has(channel)) return;
    introducing.add(channel);
    try {
      if (await isIntroduced(channel)) return;
      await services.slackForPosts.chat.postMessage({
        channel,
        text: introduceYourself(user, inviter),
        metadata: { event_type: INTRODUCTION_EVENT_TYPE, event_payload: {} },
        unfurl_links: false,
        unfurl_media: false,
      });
    } catch (error) {
      // Removed again, or not allowed to write: nobody waits for this, and photos are answered all the same.
      services.log.warn(`No introduction in ${channel}: ${messageOf(error)}`);
    } finally {
      introducing.delete(channel);
    }
  };

  /** By Slack repeating the event, by another process, or because it was here before. */
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
