import type { AnyMiddlewareArgs, Middleware } from '@slack/bolt';
import { z } from 'zod';
import type { Services } from '../services.js';

const eventSchema = z.object({
  type: z.string(),
  subtype: z.string().optional(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  channel: z.string().optional(),
  ts: z.string().optional(),
  thread_ts: z.string().optional(),
});
const bodySchema = z.object({ event: eventSchema });

/** Events about the bot itself that are not about something it did. */
const OF_OTHERS: ReadonlySet<string> = new Set(['member_joined_channel', 'member_left_channel']);

/** Keeps events about what the bot itself did from the listeners, as Bolt's own filter would, and notices its second replies. */
export function createOwnMessages(services: Pick<Services, 'bot' | 'secondReplies'>): Middleware<AnyMiddlewareArgs> {
  const isOwn = ({ type, subtype, user, bot_id: botId }: z.output<typeof eventSchema>) =>
    (user === services.bot.userId && !OF_OTHERS.has(type)) ||
    (subtype === 'bot_message' && botId === services.bot.botId);

  return async ({ body, next }) => {
    const event = bodySchema.safeParse(body).data?.event;
    if (event === undefined || !isOwn(event)) return next();
    const { type, subtype, channel: channelId, ts, thread_ts: threadTs } = event;
    if (type !== 'message' || subtype !== undefined || channelId === undefined || ts === undefined) return;
    if (threadTs !== undefined && threadTs !== ts) services.secondReplies.notice({ channelId, threadTs }, ts);
  };
}
