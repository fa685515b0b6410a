import { z } from 'zod';
import type { Channel } from '../workspace/channels.js';
import { APP, BOT } from '../workspace/identity.js';
import { toSlackUser } from '../workspace/people.js';
import type { Workspace } from '../workspace/workspace.js';
import { count, flag, optionalText, text } from './arguments.js';
import { channelListArguments, listChannels } from './conversations.js';
import { EVERYONE, type Methods, method } from './method.js';
import { pageOf } from './paging.js';
import { SlackError } from './slack-error.js';

const MAX_PAGE = 1000;

export function userMethods(workspace: Workspace): Methods {
  const { people, channels } = workspace;
  return {
    'users.list': method({
      callers: EVERYONE,
      scopes: ['users:read'],
      schema: z.object({ cursor: optionalText, limit: count(MAX_PAGE, MAX_PAGE), include_locale: flag }),
      run(input) {
        const page = pageOf(people.all(), (person) => person.id, input.limit, input.cursor);
        return {
          members: page.items.map((person) => toSlackUser(workspace, person)),
          cache_ts: Math.floor(workspace.clock.now() / 1000),
          response_metadata: { next_cursor: page.nextCursor },
        };
      },
    }),

    'users.info': method({
      callers: EVERYONE,
      scopes: ['users:read'],
      schema: z.object({ user: text, include_locale: flag }),
      run(input) {
        const person = people.find(input.user);
        if (person === undefined) throw new SlackError('user_not_found');
        return { user: toSlackUser(workspace, person) };
      },
    }),

    'users.conversations': method({
      callers: EVERYONE,
      scopes: ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
      schema: z.object({ user: optionalText, ...channelListArguments }),
      run(input, caller) {
        const user = input.user ?? caller.userId;
        if (people.find(user) === undefined) throw new SlackError('user_not_found');
        const [theirs, own] = [channels.ofPerson(user), channels.ofPerson(caller.userId)];
        const isVisible = ({ id, kind }: Channel) => theirs.has(id) && (kind === 'public' || own.has(id));
        return listChannels(workspace, user, input, isVisible);
      },
    }),

    'bots.info': method({
      callers: EVERYONE,
      scopes: ['users:read'],
      schema: z.object({ bot: text }),
      run(input) {
        if (input.bot !== BOT.id) throw new SlackError('bot_not_found');
        const bot = people.find(BOT.userId);
        return {
          bot: {
            id: BOT.id,
            deleted: false,
            name: bot?.realName,
            updated: 0,
            app_id: APP.id,
            user_id: BOT.userId,
            icons: {},
          },
        };
      },
    }),
  };
}
