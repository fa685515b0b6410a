import type { Message, Workspace } from '../../../src/local-slack/page/slack/types.js';
import { emptyState, type State } from '../../../src/local-slack/page/state/model.js';

/** A small workspace as Ada sees it. */
export const WORKSPACE: Workspace = {
  team: { id: 'T1', name: 'Rollcall' },
  users: [
    { id: 'U1', name: 'ada', profile: { display_name: 'Ada Lovelace' } },
    { id: 'U2', name: 'grace', real_name: 'Grace Hopper' },
    { id: 'U3', name: 'ada.b', profile: { display_name: 'Ada' } },
    { id: 'UBOT', name: 'rollcall', real_name: 'Rollcall', is_bot: true },
  ],
  channels: [
    { id: 'C1', name: 'photos' },
    { id: 'C2', name: 'attic', is_private: true },
    { id: 'D1', is_im: true, user: 'UBOT' },
    { id: 'D2', is_im: true, user: 'U2' },
  ],
  bot_user_id: 'UBOT',
  app: {
    id: 'A1',
    name: 'Rollcall',
    connected: true,
    commands: [{ command: '/train-faces' }, { command: '/trace' }],
    shortcuts: [],
  },
};

/** The page's state for Ada once the workspace is loaded. */
export const LOADED: State = { ...emptyState('U1'), isReady: true, workspace: WORKSPACE };

/** A message by Grace unless `parts` says otherwise. `at` is in seconds. */
export function message(at: number, parts: Partial<Message> = {}): Message {
  return { ts: ts(at), user: 'U2', text: `sent at ${at}`, ...parts };
}

export function ts(at: number): string {
  return `${at}.000100`;
}
