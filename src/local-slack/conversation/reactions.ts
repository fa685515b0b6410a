import type { Announcer } from '../events/announcer.js';
import { BOT } from '../workspace/identity.js';
import type { Message } from '../workspace/messages.js';
import type { Workspace } from '../workspace/workspace.js';

export interface Reactions {
  /** False if that person had reacted so already. */
  react(message: Message, user: string, reaction: string): boolean;
  /** False if that person had not. */
  unreact(message: Message, user: string, reaction: string): boolean;
}

export function createReactions(workspace: Workspace, announcer: Announcer): Reactions {
  function set(message: Message, user: string, reaction: string, isThere: boolean): boolean {
    const others = (message.reactions ?? []).filter(({ name }) => name !== reaction);
    const users = message.reactions?.find(({ name }) => name === reaction)?.users ?? [];
    if (users.includes(user) === isThere) return false;
    const left = isThere ? [...users, user] : users.filter((id) => id !== user);
    const reactions = left.length === 0 ? others : [...others, { name: reaction, users: left }];
    announcer.change((tell) => {
      const { channel, ts } = message;
      workspace.messages.replace({ ...message, reactions });
      const type = isThere ? 'reaction_added' : 'reaction_removed';
      if (workspace.channels.isMember(channel, BOT.userId)) {
        const item = { type: 'message', channel, ts };
        tell.toApp({ type, user, reaction, item, item_user: message.user, event_ts: workspace.clock.nextTs() });
      }
      tell.named(workspace.channels.members(channel), 'reaction', { type, channel, ts, user, reaction });
    });
    return true;
  }

  return {
    react: (message, user, reaction) => set(message, user, reaction, true),
    unreact: (message, user, reaction) => set(message, user, reaction, false),
  };
}
