import type { Message } from '../slack/types.js';
import { toPlainText } from '../text/plain.js';
import type { State } from './model.js';
import { nameOf } from './people.js';

/**
 * What a screen reader says when a message arrives: only what is on the screen right now, and never our own words back
 * to us. Undefined for silence.
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
  const author = nameOf(state.workspace.users, message.user) ?? message.username ?? 'Somebody';
  return `${author}: ${toPlainText(message.text ?? '', state.workspace)}`;
}
