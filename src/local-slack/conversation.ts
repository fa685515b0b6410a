import { pictures } from './blocks/elements.js';
import type { Announcer, Tell } from './events/announcer.js';
import { inChannel } from './events/bot-events.js';
import type { Statuses } from './statuses.js';
import { maySeeFile, screenOf } from './workspace/access.js';
import { type Channel, channelType, toSlackChannel } from './workspace/channels.js';
import type { Ephemeral } from './workspace/ephemerals.js';
import type { StoredFile } from './workspace/files.js';
import { BOT, TEAM } from './workspace/identity.js';
import type { Message } from './workspace/messages.js';
import { type RenderedMessage, renderMessage } from './workspace/render-message.js';
import type { Workspace } from './workspace/workspace.js';

/** Everything that can happen to messages, each as one durable change that everyone concerned is told of. */
export interface Conversation {
  post(draft: Omit<Message, 'ts'>): Message;
  /** Puts the new state of a message in place of the old. */
  change(before: Message, after: Message): void;
  /** Takes a message away; one with replies leaves a tombstone, as in Slack. */
  remove(message: Message): void;
  /** Takes a file away; the messages it was in keep a tombstone in its place. */
  removeFile(file: StoredFile): void;
  showEphemeral(draft: Omit<Ephemeral, 'ts'>): Ephemeral;
  replaceEphemeral(after: Ephemeral): void;
  removeEphemeral(message: Ephemeral): void;
  /** False if that person had reacted so already. */
  react(message: Message, user: string, reaction: string): boolean;
  unreact(message: Message, user: string, reaction: string): boolean;
  join(channel: string, user: string, inviter: string | undefined): void;
  leave(channel: string, user: string): void;
  /** The direct messages of exactly these people. */
  openDirect(people: readonly string[]): { channel: Channel; isNew: boolean };
}

export function createConversation(workspace: Workspace, announcer: Announcer, statuses: Statuses): Conversation {
  const { clock, messages, files } = workspace;

  function noteFiles(message: Message, place: string): void {
    for (const id of message.fileIds ?? []) files.share(id, { channel: message.channel, ts: message.ts });
    for (const block of message.blocks ?? []) {
      for (const { picture } of pictures(block)) if (picture.slack_file?.id) files.show(picture.slack_file.id, place);
    }
  }

  function forStream(message: Message): RenderedMessage & { channel: string } {
    const channel = workspace.channels.find(message.channel);
    return {
      ...renderMessage(workspace, message),
      channel: message.channel,
      ...(channel && { channel_type: channelType(channel) }),
    };
  }

  function post(draft: Omit<Message, 'ts'>, tell: Tell): Message {
    const message = { ...draft, ts: clock.nextTs() };
    messages.add(message);
    noteFiles(message, message.channel);
    tell.toBot(message.channel, renderMessage(workspace, message), message.ts);
    tell.toMembers(message.channel, forStream(message));
    for (const id of message.fileIds ?? []) tellFileShared(message, id, tell);
    return message;
  }

  function tellFileShared({ channel, user, ts }: Message, id: string, tell: Tell): void {
    if (!workspace.channels.isMember(channel, BOT.userId)) return;
    const event = { type: 'file_shared', channel_id: channel, file_id: id, user_id: user, file: { id }, event_ts: ts };
    tell.toApp(event);
  }

  function changeTo(before: Message, after: Message, tell: Tell): void {
    const previous = renderMessage(workspace, before);
    messages.replace(after);
    noteFiles(after, after.channel);
    tellChanged(previous, after, tell);
  }

  function tellChanged(previous: RenderedMessage, after: Message, tell: Tell): void {
    const nested = { message: renderMessage(workspace, after), previous_message: previous };
    const eventTs = clock.nextTs();
    tell.toBot(
      after.channel,
      { type: 'message', subtype: 'message_changed', hidden: true, ts: eventTs, ...nested },
      eventTs,
    );
    tell.toMembers(after.channel, { ...forStream(after), ...nested, type: 'message_changed' });
  }

  function setReaction(message: Message, user: string, reaction: string, add: boolean): boolean {
    const others = (message.reactions ?? []).filter(({ name }) => name !== reaction);
    const users = message.reactions?.find(({ name }) => name === reaction)?.users ?? [];
    if (users.includes(user) === add) return false;
    const left = add ? [...users, user] : users.filter((id) => id !== user);
    const reactions = left.length === 0 ? others : [...others, { name: reaction, users: left }];
    announcer.change((tell) => {
      messages.replace({ ...message, reactions });
      const { channel, ts } = message;
      const type = add ? 'reaction_added' : 'reaction_removed';
      const eventTs = clock.nextTs();
      const item = { type: 'message', channel, ts };
      if (workspace.channels.isMember(channel, BOT.userId)) {
        tell.toApp({ type, user, reaction, item, item_user: message.user, event_ts: eventTs });
      }
      tell.named(workspace.channels.members(channel), 'reaction', { type, channel, ts, user, reaction });
    });
    return true;
  }

  return {
    post(draft) {
      const message = announcer.change((tell) => post(draft, tell));
      if (message.threadTs !== undefined && message.user === BOT.userId) {
        statuses.clear(message.channel, message.threadTs);
      }
      return message;
    },
    change(before, after) {
      announcer.change((tell) => changeTo(before, after, tell));
    },
    remove(message) {
      announcer.change((tell) => {
        files.unshare(message);
        if (messages.thread(message.channel, message.ts) !== undefined) {
          const { channel, ts, user } = message;
          changeTo(message, { channel, ts, user, subtype: 'tombstone', text: 'This message was deleted.' }, tell);
          return;
        }
        const gone = {
          deleted_ts: message.ts,
          ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
          previous_message: renderMessage(workspace, message),
        };
        messages.remove(message.channel, message.ts);
        const eventTs = clock.nextTs();
        const event = { type: 'message', subtype: 'message_deleted', hidden: true, ts: eventTs, ...gone };
        tell.toBot(message.channel, event, eventTs);
        tell.toMembers(message.channel, { type: 'message_deleted', channel: message.channel, ts: message.ts, ...gone });
      });
    },
    removeFile(file) {
      announcer.change((tell) => {
        const shownIn = files.shares(file.id).flatMap(({ channel, ts }) => messages.find(channel, ts) ?? []);
        const before = shownIn.map((message) => renderMessage(workspace, message));
        const isKnownToBot = maySeeFile(workspace, BOT.userId, file.id);
        files.save(file, 'deleted');
        shownIn.forEach((message, index) => {
          const previous = before[index];
          if (previous !== undefined) tellChanged(previous, message, tell);
        });
        if (isKnownToBot) tell.toApp({ type: 'file_deleted', file_id: file.id, event_ts: clock.nextTs() });
      });
    },
    showEphemeral(draft) {
      const message = { ...draft, ts: clock.nextTs() };
      this.replaceEphemeral(message);
      return message;
    },
    replaceEphemeral(after) {
      announcer.change((tell) => {
        workspace.ephemerals.put(after);
        noteFiles(after, screenOf(after.shownTo));
        tell.toPerson(after.shownTo, { ...forStream(after), type: 'ephemeral', is_ephemeral: true });
      });
    },
    removeEphemeral({ channel, ts, threadTs, shownTo }) {
      announcer.change((tell) => {
        workspace.ephemerals.remove(channel, ts);
        const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
        tell.toPerson(shownTo, { type: 'message_deleted', channel, ts, deleted_ts: ts, ...thread, is_ephemeral: true });
      });
    },
    react: (message, user, reaction) => setReaction(message, user, reaction, true),
    unreact: (message, user, reaction) => setReaction(message, user, reaction, false),
    join(channel, user, inviter) {
      announcer.change((tell) => {
        if (!workspace.channels.join(channel, user)) return;
        const message = post(
          { channel, user, subtype: 'channel_join', text: `<@${user}> has joined the channel`, inviter },
          tell,
        );
        tell.toBot(channel, { type: 'member_joined_channel', user, team: TEAM.id, inviter }, message.ts);
        const joined = workspace.channels.find(channel);
        const members = workspace.channels.members(channel);
        if (joined) tell.named([user], 'channel', { type: 'channel', channel: toSlackChannel(joined, members, user) });
      });
    },
    leave(channel, user) {
      announcer.change((tell) => {
        const eventTs = clock.nextTs();
        const event = { type: 'member_left_channel', user, team: TEAM.id };
        if (workspace.channels.isMember(channel, BOT.userId)) {
          tell.toApp(inChannel(workspace.channels, channel, event, eventTs));
        }
        if (!workspace.channels.leave(channel, user)) return;
        tell.named([user], 'channel', { type: 'channel_left', channel: { id: channel } });
        post({ channel, user, subtype: 'channel_leave', text: `<@${user}> has left the channel` }, tell);
      });
    },
    openDirect: (people) =>
      announcer.change((tell) => {
        const opened = workspace.channels.openDirect(people, clock.now());
        const members = workspace.channels.members(opened.channel.id);
        for (const person of opened.isNew ? members : []) {
          tell.named([person], 'channel', {
            type: 'channel',
            channel: toSlackChannel(opened.channel, members, person),
          });
        }
        return opened;
      }),
  };
}
