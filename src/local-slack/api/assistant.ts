import { z } from 'zod';
import type { Statuses } from '../statuses.js';
import type { Workspace } from '../workspace/workspace.js';
import { optionalList, text, ts } from './arguments.js';
import { readableChannel } from './channel-access.js';
import { BOT_ONLY, type Methods, method } from './method.js';
import { SlackError } from './slack-error.js';

/** https://docs.slack.dev/reference/methods/assistant.threads.setStatus; in channels with `chat:write` since March 2026. */
export function assistantMethods(workspace: Workspace, statuses: Statuses): Methods {
  return {
    'assistant.threads.setStatus': method({
      callers: BOT_ONLY,
      scopes: ['chat:write', 'assistant:write'],
      schema: z.object({
        channel_id: text,
        thread_ts: ts,
        status: z.coerce.string(),
        loading_messages: optionalList.pipe(z.array(z.string()).max(10).optional()),
      }),
      run(input, caller) {
        const channel = readableChannel(workspace, caller, input.channel_id);
        if (workspace.messages.find(channel.id, input.thread_ts) === undefined)
          throw new SlackError('thread_not_found');
        statuses.set(channel.id, input.thread_ts, input.status, input.loading_messages ?? []);
        return {};
      },
    }),
  };
}
