import type { AnyMiddlewareArgs, Middleware } from '@slack/bolt';
import { z } from 'zod';
import type { Services } from '../services.js';

const eventSchema = z.object({
  event: z.object({
    type: z.string(),
    subtype: z.string().optional(),
    user: z.string(),
    channel: z.string().optional(),
    ts: z.string().optional(),
    thread_ts: z.string().optional(),
  }),
});

/** Events about the bot itself that are not about something it did. */
const OF_OTHERS: ReadonlySet<string> = new Set(['member_joined_channel', 'member_left_channel']);

/** Keeps events about what the bot itself did from the listeners, as Bolt's own filter would, and notices its second replies. */
export function createOwnMessages(services: Pick<Services, 'bot' | 'secondReplies'>): Middleware<AnyMiddlewareArgs> {
  return async ({ body, next }) => {
    const event = eventSchema.safeParse(body).data?.event;
    if (event === undefined || event.user !== services.bot.userId || OF_OTHERS.has(event.type)) return next();
    const { type, subtype, channel, ts, thread_ts: threadTs } = event;
    if (type !== 'message' || subtype !== undefined || channel === undefined || ts === undefined) return;
    if (threadTs !== undefined && threadTs !== ts) services.secondReplies.notice({ channelId: channel, threadTs }, ts);
  };
}
