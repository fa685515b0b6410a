import type { EventPublisher } from '../events/event-publisher.js';
import { BOT } from '../workspace/identity.js';
import type { Message } from '../workspace/messages.js';
import type { Workspace } from '../workspace/workspace.js';

export interface Reactions {
  /** False if that person already has this reaction. */
  react(message: Message, user: string, reaction: string): boolean;
  /** False if that person does not have this reaction. */
  unreact(message: Message, user: string, reaction: string): boolean;
}

export function createReactions(workspace: Workspace, publisher: EventPublisher): Reactions {
  function set(message: Message, user: string, reaction: string, isAdded: boolean): boolean {
    const others = (message.reactions ?? []).filter(({ name }) => name !== reaction);
    const users = message.reactions?.find(({ name }) => name === reaction)?.users ?? [];
    if (users.includes(user) === isAdded) return false;
    const remaining = isAdded ? [...users, user] : users.filter((id) => id !== user);
    const reactions = remaining.length === 0 ? others : [...others, { name: reaction, users: remaining }];
    publisher.change((publish) => {
      const { channel, ts } = message;
      workspace.messages.replace({ ...message, reactions });
      const type = isAdded ? 'reaction_added' : 'reaction_removed';
      if (workspace.channels.isMember(channel, BOT.userId)) {
        const item = { type: 'message', channel, ts };
        publish.toApp({ type, user, reaction, item, item_user: message.user, event_ts: workspace.clock.nextTs() });
      }
      publish.named(workspace.channels.members(channel), 'reaction', { type, channel, ts, user, reaction });
    });
    return true;
  }

  return {
    react: (message, user, reaction) => set(message, user, reaction, true),
    unreact: (message, user, reaction) => set(message, user, reaction, false),
  };
}
