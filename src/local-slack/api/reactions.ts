import { z } from 'zod';
import type { Conversation } from '../conversation/conversation.js';
import { renderMessage } from '../workspace/render-message.js';
import type { Workspace } from '../workspace/workspace.js';
import { flag, text, ts } from './arguments.js';
import { existingMessage, knownChannel, readableChannel } from './channel-access.js';
import { type Caller, EVERYONE, type Methods, method } from './method.js';
import { SlackError } from './slack-error.js';

const reactionName = z.string().regex(/^:?[a-z0-9_'+-]+(::skin-tone-[2-6])?:?$/, 'invalid_name');
const onMessage = z.object({ channel: text, timestamp: ts, name: reactionName });

export function reactionMethods(workspace: Workspace, conversation: Conversation): Methods {
  function target(caller: Caller, input: { channel: string; timestamp: string }) {
    const channel = knownChannel(workspace, caller, input.channel);
    if (!workspace.channels.isMember(channel.id, caller.userId)) throw new SlackError('not_in_channel');
    return existingMessage(workspace, channel.id, input.timestamp);
  }

  return {
    'reactions.add': method({
      callers: EVERYONE,
      scopes: ['reactions:write'],
      schema: onMessage,
      run(input, caller) {
        const name = input.name.replace(/^:|:$/g, '');
        if (!conversation.react(target(caller, input), caller.userId, name)) throw new SlackError('already_reacted');
        return {};
      },
    }),

    'reactions.remove': method({
      callers: EVERYONE,
      scopes: ['reactions:write'],
      schema: onMessage,
      run(input, caller) {
        const name = input.name.replace(/^:|:$/g, '');
        if (!conversation.unreact(target(caller, input), caller.userId, name)) throw new SlackError('no_reaction');
        return {};
      },
    }),

    'reactions.get': method({
      callers: EVERYONE,
      scopes: ['reactions:read'],
      schema: z.object({ channel: text, timestamp: ts, full: flag }),
      run(input, caller) {
        const channel = readableChannel(workspace, caller, input.channel);
        const message = renderMessage(workspace, existingMessage(workspace, channel.id, input.timestamp));
        return { type: 'message', channel: channel.id, message };
      },
    }),
  };
}
