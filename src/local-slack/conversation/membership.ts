import { inChannel } from '../events/bot-events.js';
import type { EventPublisher, Publish } from '../events/event-publisher.js';
import { type Channel, showChannel } from '../workspace/channels.js';
import { BOT, TEAM } from '../workspace/identity.js';
import type { Message } from '../workspace/messages.js';
import type { Workspace } from '../workspace/workspace.js';
import type { MessageEvents } from './message-events.js';

/** Who is in which channel. */
export interface Membership {
  join(channel: string, user: string, inviter: string | undefined): void;
  leave(channel: string, user: string): void;
  /** The direct message channel of exactly these people, created if there is none. */
  openDirect(people: readonly string[]): { channel: Channel; isNew: boolean };
}

export function createMembership(
  workspace: Workspace,
  publisher: EventPublisher,
  messageEvents: MessageEvents,
): Membership {
  const { channels, clock, messages } = workspace;

  function addSystemMessage(draft: Omit<Message, 'ts'>, publish: Publish): Message {
    const message = { ...draft, ts: clock.nextTs() };
    messages.add(message);
    messageEvents.posted(message, publish);
    return message;
  }

  function publishChannel(channel: Channel, people: readonly string[], publish: Publish): void {
    for (const person of people) {
      publish.named([person], 'channel', { type: 'channel', channel: showChannel(channels, channel, person) });
    }
  }

  return {
    join(id, user, inviter) {
      publisher.change((publish) => {
        const channel = channels.find(id);
        if (channel === undefined || !channels.join(id, user)) return;
        const text = `<@${user}> has joined the channel`;
        const { ts } = addSystemMessage({ channel: id, user, subtype: 'channel_join', text, inviter }, publish);
        publish.toBot(id, { type: 'member_joined_channel', user, team: TEAM.id, inviter }, ts);
        publishChannel(channel, channels.members(id), publish);
      });
    },
    leave(id, user) {
      publisher.change((publish) => {
        const wasBotMember = channels.isMember(id, BOT.userId);
        if (!channels.leave(id, user)) return;
        const event = { type: 'member_left_channel', user, team: TEAM.id };
        // The app is told even when the bot itself has left.
        if (wasBotMember) publish.toApp(inChannel(channels, id, event, clock.nextTs()));
        publish.named([user], 'channel', { type: 'channel_left', channel: { id } });
        addSystemMessage(
          { channel: id, user, subtype: 'channel_leave', text: `<@${user}> has left the channel` },
          publish,
        );
        const channel = channels.find(id);
        if (channel !== undefined) publishChannel(channel, channels.members(id), publish);
      });
    },
    openDirect: (people) =>
      publisher.change((publish) => {
        const opened = channels.openDirect(people, clock.now());
        if (opened.isNew) publishChannel(opened.channel, channels.members(opened.channel.id), publish);
        return opened;
      }),
  };
}
