import type { StreamEvent } from '../state/changes.js';
import type { View } from './blocks.js';
import type { Channel, Message } from './types.js';

/** The events of `GET /local/stream` (docs/local-slack.md) that the page uses. */
type Sent =
  | ({ type: 'message' | 'message_changed' | 'ephemeral'; channel: string } & Omit<Message, 'type'>)
  | { type: 'message_deleted'; channel: string; ts: string }
  | { type: 'view_opened' | 'view_updated' | 'home'; view: View }
  | { type: 'view_closed'; view_id: string }
  | { type: 'status'; channel: string; thread_ts: string; user: string; status: string }
  | { type: 'reaction_added' | 'reaction_removed'; channel: string; ts: string; user: string; reaction: string }
  | { type: 'channel' | 'channel_left'; channel: Channel }
  | { type: 'app'; connected: boolean };

/** The events that have a name, because Slack has no type for them. */
export const NAMED_EVENTS = ['status', 'reaction', 'channel', 'app'] as const;

/** Parses one `data:` line of this page's own server. Undefined for an unknown type of event. */
export function readStreamEvent(data: string): StreamEvent | undefined {
  const sent: Sent = JSON.parse(data);
  switch (sent.type) {
    case 'message':
    case 'message_changed':
    case 'ephemeral': {
      const { type, channel, ...message } = sent;
      return { type, channel, message };
    }
    case 'message_deleted':
      return { type: sent.type, channel: sent.channel, ts: sent.ts };
    case 'status':
      return { type: 'status', channel: sent.channel, threadTs: sent.thread_ts, user: sent.user, status: sent.status };
    case 'reaction_added':
    case 'reaction_removed':
      return {
        type: 'reaction',
        channel: sent.channel,
        ts: sent.ts,
        user: sent.user,
        name: sent.reaction,
        isAdded: sent.type === 'reaction_added',
      };
    case 'view_opened':
    case 'view_updated':
    case 'home':
      return { type: sent.type, view: sent.view };
    case 'view_closed':
      return { type: sent.type, viewId: sent.view_id };
    case 'channel':
    case 'channel_left':
      return { type: sent.type, channel: sent.channel };
    case 'app':
      return { type: sent.type, connected: sent.connected };
    default:
      return undefined;
  }
}
