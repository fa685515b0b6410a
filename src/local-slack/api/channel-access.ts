import type { Conversation } from '../conversation/conversation.js';
import { mayRead } from '../workspace/access.js';
import type { Channel } from '../workspace/channels.js';
import { BOT } from '../workspace/identity.js';
import type { Message } from '../workspace/messages.js';
import type { Workspace } from '../workspace/workspace.js';
import type { Caller } from './method.js';
import { SlackError } from './slack-error.js';

/**
 * Finds a channel that the caller can see: a public one, or one they are in. Other channels seem missing, as in Slack.
 * @throws SlackError `channel_not_found`
 */
export function knownChannel(workspace: Workspace, caller: Caller, id: string): Channel {
  const channel = workspace.channels.find(id);
  if (channel === undefined) throw new SlackError('channel_not_found');
  if (channel.kind !== 'public' && !workspace.channels.isMember(id, caller.userId)) {
    throw new SlackError('channel_not_found');
  }
  return channel;
}

/** Finds a channel that the caller may read. @throws SlackError `channel_not_found`, `not_in_channel` */
export function readableChannel(workspace: Workspace, caller: Caller, id: string): Channel {
  const channel = knownChannel(workspace, caller, id);
  if (!mayRead(workspace, caller.userId, id)) throw new SlackError('not_in_channel');
  return channel;
}

/**
 * Finds the channel to post in.
 * @param target a channel's id or `#name`, or a person's id for direct messages with them.
 * @throws SlackError `channel_not_found`, `not_in_channel`
 */
export function writableChannel(
  workspace: Workspace,
  conversation: Conversation,
  caller: Caller,
  target: string,
): Channel {
  const { channels, people } = workspace;
  if (people.find(target) !== undefined) return conversation.openDirect([caller.userId, target]).channel;
  const id = target.startsWith('#') ? channels.findByName(target)?.id : target;
  if (id === undefined) throw new SlackError('channel_not_found');
  const channel = knownChannel(workspace, caller, id);
  if (!channels.isMember(channel.id, caller.userId)) throw new SlackError('not_in_channel');
  return channel;
}

/** Finds a message that was not deleted. @throws SlackError `message_not_found` */
export function existingMessage(workspace: Workspace, channel: string, ts: string): Message {
  const message = workspace.messages.find(channel, ts);
  if (message === undefined || message.subtype === 'tombstone') throw new SlackError('message_not_found');
  return message;
}

/**
 * Checks that `ts` is a message that can have replies.
 * @throws SlackError `thread_not_found`, `cannot_reply_to_message`
 */
export function checkThread(workspace: Workspace, channel: string, ts: string | undefined): void {
  if (ts === undefined) return;
  const parent = workspace.messages.find(channel, ts);
  if (parent === undefined) throw new SlackError('thread_not_found');
  if (parent.threadTs !== undefined) throw new SlackError('cannot_reply_to_message');
}

/** Whether the caller wrote this message. */
export function isOwn(caller: Caller, message: Message): boolean {
  return caller.kind === 'bot' ? message.user === BOT.userId : message.user === caller.userId;
}
