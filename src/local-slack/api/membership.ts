import { z } from 'zod';
import type { Conversation } from '../conversation/conversation.js';
import { type Channel, isDirect, showChannel } from '../workspace/channels.js';
import type { Workspace } from '../workspace/workspace.js';
import { flag, optionalList, optionalText, text } from './arguments.js';
import { knownChannel } from './channel-access.js';
import { type Caller, EVERYONE, type Methods, method } from './method.js';
import { SlackError } from './slack-error.js';

/** The `conversations.*` methods that change who is in a channel. */
export function membershipMethods(workspace: Workspace, conversation: Conversation): Methods {
  const { channels, people } = workspace;

  const show = (channel: Channel, caller: Caller) => showChannel(channels, channel, caller.userId);

  return {
    'conversations.join': method({
      callers: EVERYONE,
      scopes: ['channels:join'],
      schema: z.object({ channel: text }),
      run(input, caller) {
        const channel = knownChannel(workspace, caller, input.channel);
        if (channel.kind !== 'public') throw new SlackError('method_not_supported_for_channel_type');
        conversation.join(channel.id, caller.userId, undefined);
        return { channel: show(channel, caller) };
      },
    }),

    'conversations.leave': method({
      callers: EVERYONE,
      scopes: ['channels:manage', 'groups:write'],
      schema: z.object({ channel: text }),
      run(input, caller) {
        const channel = knownChannel(workspace, caller, input.channel);
        if (isDirect(channel)) throw new SlackError('method_not_supported_for_channel_type');
        if (!channels.isMember(channel.id, caller.userId)) return { not_in_channel: true };
        conversation.leave(channel.id, caller.userId);
        return {};
      },
    }),

    'conversations.invite': method({
      callers: EVERYONE,
      scopes: ['channels:manage', 'groups:write', 'channels:write.invites', 'groups:write.invites'],
      schema: z.object({ channel: text, users: optionalList }),
      run(input, caller) {
        const channel = knownChannel(workspace, caller, input.channel);
        if (isDirect(channel)) throw new SlackError('method_not_supported_for_channel_type');
        if (!channels.isMember(channel.id, caller.userId)) throw new SlackError('not_in_channel');
        const users = input.users ?? [];
        if (users.length === 0) throw new SlackError('no_user');
        for (const user of users) {
          if (people.find(user) === undefined) throw new SlackError('user_not_found');
          if (user === caller.userId) throw new SlackError('cant_invite_self');
          if (channels.isMember(channel.id, user)) throw new SlackError('already_in_channel');
        }
        for (const user of users) conversation.join(channel.id, user, caller.userId);
        return { channel: show(channel, caller) };
      },
    }),

    'conversations.kick': method({
      callers: EVERYONE,
      scopes: ['channels:manage', 'groups:write'],
      schema: z.object({ channel: text, user: text }),
      run(input, caller) {
        const channel = knownChannel(workspace, caller, input.channel);
        if (isDirect(channel)) throw new SlackError('method_not_supported_for_channel_type');
        if (!channels.isMember(channel.id, caller.userId)) throw new SlackError('not_in_channel');
        if (people.find(input.user) === undefined) throw new SlackError('user_not_found');
        if (input.user === caller.userId) throw new SlackError('cant_kick_self');
        if (!channels.isMember(channel.id, input.user)) throw new SlackError('not_in_channel');
        conversation.leave(channel.id, input.user);
        return {};
      },
    }),

    'conversations.open': method({
      callers: EVERYONE,
      scopes: ['im:write', 'mpim:write'],
      schema: z.object({ users: optionalList, channel: optionalText, return_im: flag, prevent_creation: flag }),
      run(input, caller) {
        if (input.channel !== undefined) {
          const channel = knownChannel(workspace, caller, input.channel);
          if (!isDirect(channel)) throw new SlackError('method_not_supported_for_channel_type');
          return { no_op: true, already_open: true, channel: show(channel, caller) };
        }
        const users = input.users ?? [];
        if (users.length === 0) throw new SlackError('users_list_not_supplied');
        if (users.length > 8) throw new SlackError('too_many_users');
        if (users.some((user) => people.find(user) === undefined)) throw new SlackError('user_not_found');
        const { channel, isNew } = conversation.openDirect([caller.userId, ...users]);
        const opened = input.return_im ? show(channel, caller) : { id: channel.id };
        return isNew ? { channel: opened } : { no_op: true, already_open: true, channel: opened };
      },
    }),
  };
}
