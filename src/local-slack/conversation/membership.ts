import type { Announcer, Tell } from '../events/announcer.js';
import { inChannel } from '../events/bot-events.js';
import { type Channel, toSlackChannel } from '../workspace/channels.js';
import { BOT, TEAM } from '../workspace/identity.js';
import type { Message } from '../workspace/messages.js';
import type { Workspace } from '../workspace/workspace.js';
import type { Telling } from './telling.js';

/** Who is in which channel. */
export interface Membership {
  join(channel: string, user: string, inviter: string | undefined): void;
  leave(channel: string, user: string): void;
  /** The direct messages of exactly these people, opened if they are not yet. */
  openDirect(people: readonly string[]): { channel: Channel; isNew: boolean };
}

export function createMembership(workspace: Workspace, announcer: Announcer, telling: Telling): Membership {
  const { channels, clock, messages } = workspace;

  function note(draft: Omit<Message, 'ts'>, tell: Tell): Message {
    const message = { ...draft, ts: clock.nextTs() };
    messages.add(message);
    telling.posted(message, tell);
    return message;
  }

  function show(channel: Channel, people: readonly string[], tell: Tell): void {
    const members = channels.members(channel.id);
    for (const person of people) {
      tell.named([person], 'channel', { type: 'channel', channel: toSlackChannel(channel, members, person) });
    }
  }

  return {
    join(id, user, inviter) {
      announcer.change((tell) => {
        const channel = channels.find(id);
        if (channel === undefined || !channels.join(id, user)) return;
        const text = `<@${user}> has joined the channel`;
        const { ts } = note({ channel: id, user, subtype: 'channel_join', text, inviter }, tell);
        tell.toBot(id, { type: 'member_joined_channel', user, team: TEAM.id, inviter }, ts);
        show(channel, channels.members(id), tell);
      });
    },
    leave(id, user) {
      announcer.change((tell) => {
        const isBotThere = channels.isMember(id, BOT.userId);
        if (!channels.leave(id, user)) return;
        const event = { type: 'member_left_channel', user, team: TEAM.id };
        // The app is told of the bot's own leaving too, although the bot is no member by then.
        if (isBotThere) tell.toApp(inChannel(channels, id, event, clock.nextTs()));
        tell.named([user], 'channel', { type: 'channel_left', channel: { id } });
        note({ channel: id, user, subtype: 'channel_leave', text: `<@${user}> has left the channel` }, tell);
        const channel = channels.find(id);
        if (channel !== undefined) show(channel, channels.members(id), tell);
      });
    },
    openDirect: (people) =>
      announcer.change((tell) => {
        const opened = channels.openDirect(people, clock.now());
        if (opened.isNew) show(opened.channel, channels.members(opened.channel.id), tell);
        return opened;
      }),
  };
}
