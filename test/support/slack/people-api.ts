import { BOT_ID, BOT_USER, TEAM } from './ids.js';
import { type Method, page } from './method.js';
import { Refusal } from './refusal.js';
import type { SlackState } from './state.js';

/** `auth.test`, `users.*` and `conversations.members` */
export function peopleMethods(state: SlackState): Record<string, Method> {
  return {
    'auth.test': () => ({ user_id: BOT_USER, bot_id: BOT_ID, team_id: TEAM }),
    'users.info'(args) {
      const user = state.users.get(String(args['user']));
      if (user === undefined) throw new Refusal('user_not_found');
      return { user };
    },
    'users.list': (args) => page(state, args, 'members', [...state.users.values()]),
    'conversations.members'(args) {
      const channel = state.channels.get(String(args['channel']));
      if (channel === undefined) throw new Refusal('channel_not_found');
      return page(state, args, 'members', channel.members);
    },
    'users.conversations'(args) {
      const user = String(args['user'] ?? BOT_USER);
      const channels = [...state.channels.values()].filter(
        ({ id, members }) => members.includes(user) && state.isBotIn(id),
      );
      return page(
        state,
        args,
        'channels',
        channels.map(({ id, name, user }) => ({ id, name, user })),
      );
    },
  };
}
