import { z } from 'zod';
import type { SocketMode } from '../events/socket-mode.js';
import { BOT, TEAM } from '../workspace/identity.js';
import type { Workspace } from '../workspace/workspace.js';
import { optionalText } from './arguments.js';
import { EVERYONE, type Methods, method } from './method.js';
import { SlackError } from './slack-error.js';

export function appMethods(workspace: Workspace, socketMode: SocketMode): Methods {
  return {
    'auth.test': method({
      callers: EVERYONE,
      schema: z.object({}),
      run: (_input, caller) => ({
        url: `${workspace.pageUrl}/`,
        team: TEAM.name,
        team_id: TEAM.id,
        user: workspace.people.find(caller.userId)?.name,
        user_id: caller.userId,
        ...(caller.kind === 'bot' ? { bot_id: BOT.id } : {}),
        is_enterprise_install: false,
      }),
    }),

    'apps.connections.open': method({
      callers: ['app'],
      schema: z.object({}),
      run: () => ({ url: socketMode.newUrl() }),
    }),

    'team.info': method({
      callers: EVERYONE,
      scopes: ['team:read'],
      schema: z.object({ team: optionalText }),
      run(input) {
        if (input.team !== undefined && input.team !== TEAM.id) throw new SlackError('team_not_found');
        return { team: { ...TEAM, email_domain: '', icon: {}, url: `${workspace.pageUrl}/` } };
      },
    }),
  };
}
