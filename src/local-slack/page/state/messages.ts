import type { Message } from '../slack/types.js';

type Messages = Readonly<Record<string, Message>>;

/**
 * The messages after a fetch. Known messages that were not fetched were deleted while the page was disconnected, if
 * `isCovered` says that the fetch includes messages like them. Ephemeral messages exist only in the page.
 */
export function mergeFetched(
  known: Messages,
  fetched: readonly Message[],
  isCovered: (message: Message) => boolean,
): Record<string, Message> {
  // An empty list means that there are no messages; otherwise older ones may be on the next page.
  const oldest = fetched.length === 0 ? 0 : Math.min(...fetched.map((message) => Number(message.ts)));
  const remaining = Object.values(known).filter(
    (message) => message.is_ephemeral || !isCovered(message) || Number(message.ts) < oldest,
  );
  return Object.fromEntries([...remaining, ...fetched].map((message) => [message.ts, message]));
}

/** Adjusts the reply count of a thread's parent for a new (`by` 1) or deleted (-1) reply. */
export function countReply(messages: Messages, reply: Message, by: 1 | -1): Messages {
  const parent = reply.thread_ts === undefined ? undefined : messages[reply.thread_ts];
  if (parent === undefined || parent.ts === reply.ts || reply.is_ephemeral) return messages;
  const users = new Set(parent.reply_users);
  if (by === 1 && reply.user !== undefined) users.add(reply.user);
  const updated: Message = {
    ...parent,
    thread_ts: parent.ts,
    reply_count: Math.max(0, (parent.reply_count ?? 0) + by),
    reply_users: [...users],
    ...(by === 1 && { latest_reply: reply.ts }),
  };
  return { ...messages, [parent.ts]: updated };
}

/** The messages without this one. Adjusts the reply count of its parent. */
export function removeMessage(messages: Messages, ts: string): Messages {
  const { [ts]: gone, ...rest } = messages;
  return gone === undefined ? messages : countReply(rest, gone, -1);
}

/** True for a message that is shown in a thread and not in the channel. */
export function isReply(message: Message): boolean {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts && message.subtype !== 'thread_broadcast';
}

/** The messages after someone added or removed a reaction. */
export function react(
  messages: Messages,
  { ts, user, name, isAdded }: { ts: string; user: string; name: string; isAdded: boolean },
): Messages {
  const message = messages[ts];
  if (message === undefined) return messages;
  const before = message.reactions ?? [];
  const users = before.find((reaction) => reaction.name === name)?.users.filter((other) => other !== user) ?? [];
  if (isAdded) users.push(user);
  const reaction = { name, users, count: users.length };
  const isKnown = before.some((other) => other.name === name);
  const all = isKnown ? before.map((other) => (other.name === name ? reaction : other)) : [...before, reaction];
  return { ...messages, [ts]: { ...message, reactions: all.filter((other) => other.count > 0) } };
}
