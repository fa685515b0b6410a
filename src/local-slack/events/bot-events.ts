import { randomId } from '../ids.js';
import { type Channels, channelType } from '../workspace/channels.js';
import { APP, BOT, TEAM } from '../workspace/identity.js';
import type { EventBody } from './outbox.js';

export type SlackEvent = { readonly type: string } & Readonly<Record<string, unknown>>;

const MESSAGE_SUBSCRIPTIONS: Readonly<Record<string, string>> = {
  channel: 'message.channels',
  group: 'message.groups',
  im: 'message.im',
  mpim: 'message.mpim',
};

/** The name a manifest uses to subscribe to an event. */
export function subscriptionFor(event: SlackEvent): string {
  if (event.type !== 'message') return event.type;
  return MESSAGE_SUBSCRIPTIONS[String(event['channel_type'])] ?? event.type;
}

/** Adds the fields of an event that depend on its channel and time. */
export function inChannel(channels: Channels, channelId: string, event: SlackEvent, eventTs: string): SlackEvent {
  const channel = channels.find(channelId);
  return {
    ...event,
    channel: channelId,
    event_ts: eventTs,
    ...(channel && { channel_type: channelType(channel) }),
  };
}

/** The envelope Slack puts around every event: https://docs.slack.dev/apis/events-api#callback-field */
export function wrapEvent(event: SlackEvent, nowMs: number): EventBody {
  return {
    token: 'local-slack',
    team_id: TEAM.id,
    context_team_id: TEAM.id,
    context_enterprise_id: null,
    api_app_id: APP.id,
    event,
    type: 'event_callback',
    event_id: `Ev0${randomId(9).toUpperCase()}`,
    event_time: Math.floor(nowMs / 1000),
    authorizations: [
      { enterprise_id: null, team_id: TEAM.id, user_id: BOT.userId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${randomId(40)}`,
  };
}
