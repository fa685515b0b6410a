import type { View } from '../slack/blocks.js';
import type { Channel, Message, Workspace } from '../slack/types.js';

/** The parsed events of the stream (see slack/stream-events.ts). */
export type StreamEvent =
  | { type: 'message'; channel: string; message: Message }
  | { type: 'message_changed'; channel: string; message: Message }
  | { type: 'message_deleted'; channel: string; ts: string }
  | { type: 'ephemeral'; channel: string; message: Message }
  | { type: 'status'; channel: string; threadTs: string; user: string; status: string }
  | { type: 'reaction'; channel: string; ts: string; user: string; name: string; isAdded: boolean }
  | { type: 'view_opened'; view: View }
  | { type: 'view_updated'; view: View }
  | { type: 'view_closed'; viewId: string }
  | { type: 'home'; view: View }
  | { type: 'channel' | 'channel_left'; channel: Channel }
  | { type: 'app'; connected: boolean };

/** All changes of the page's state. */
export type Change =
  | { type: 'workspace-loaded'; workspace: Workspace; views: readonly View[]; home: View | undefined }
  | { type: 'streamed'; event: StreamEvent; open: { channel?: string | undefined; thread?: string | undefined } }
  | { type: 'connection'; connection: 'connecting' | 'open' | 'lost' }
  | { type: 'history-loading'; channel: string }
  | { type: 'history-loaded'; channel: string; messages: readonly Message[]; lastReadTs: string; hasOlder: boolean }
  | { type: 'older-loaded'; channel: string; messages: readonly Message[]; hasOlder: boolean }
  | { type: 'history-failed'; channel: string }
  | { type: 'thread-loading'; channel: string; thread: string }
  | { type: 'thread-loaded'; channel: string; thread: string; messages: readonly Message[] }
  | { type: 'thread-failed'; channel: string; thread: string }
  | { type: 'read'; channel: string; ts: string }
  | { type: 'dismissed'; channel: string; ts: string }
  | { type: 'view-closed'; viewId: string }
  | { type: 'all-views-closed' };
