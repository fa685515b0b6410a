import type { Message } from '../slack/types.js';

type Messages = Readonly<Record<string, Message>>;

/**
 * The known messages after a fetch. What the server no longer lists is gone (it was deleted while we were not
 * listening), as far as `isCovered` says that the fetch would have listed it; ephemeral messages live here only.
 */
export function mergeFetched(
  known: Messages,
  fetched: readonly Message[],
  isCovered: (message: Message) => boolean,
): Record<string, Message> {
  // Nothing listed means that nothing is there; otherwise a page may end before what is older.
  const oldest = fetched.length === 0 ? 0 : Math.min(...fetched.map((message) => Number(message.ts)));
  const kept = Object.values(known).filter(
    (message) => message.is_ephemeral || !isCovered(message) || Number(message.ts) < oldest,
  );
  return Object.fromEntries([...kept, ...fetched].map((message) => [message.ts, message]));
}

/** Counts a reply that came (`by` 1) or went (-1) on the post it hangs on. */
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

/** The messages without this one; its post, if any, has one reply less. */
export function removeMessage(messages: Messages, ts: string): Messages {
  const { [ts]: gone, ...rest } = messages;
  return gone === undefined ? messages : countReply(rest, gone, -1);
}

/** True for a message that is shown in a thread and not in the channel. */
export function isReply(message: Message): boolean {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts && message.subtype !== 'thread_broadcast';
}

/** The messages after somebody added or took back a reaction. */
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
