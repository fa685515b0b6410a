import type { Message } from '../slack/types.js';
import { toPlainText } from '../text/plain-text.js';
import type { State } from './model.js';
import { nameOf } from './people.js';

/**
 * The announcement of a new message for screen readers: only in the open conversation, and not for the person's own
 * messages. Undefined for no announcement.
 */
export function announce(
  state: State,
  channel: string,
  message: Message,
  open: { channel?: string | undefined; thread?: string | undefined },
): string | undefined {
  if (channel !== open.channel || (message.user === state.me && !message.is_ephemeral)) return undefined;
  const inThread = message.thread_ts !== undefined && message.thread_ts !== message.ts;
  if (inThread && message.thread_ts !== open.thread) return undefined;
  const author = nameOf(state.workspace.users, message.user) ?? message.username ?? 'Someone';
  return `${author}: ${toPlainText(message.text ?? '', state.workspace)}`;
}
