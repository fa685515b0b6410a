import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import type { Services } from '../services.js';

type MembersChangedArgs = AllMiddlewareArgs & SlackEventMiddlewareArgs<'team_join' | 'user_change'>;

/** Someone joined the workspace, changed their profile, or left. */
export function createMembersChangedHandler(
  services: Pick<Services, 'members'>,
): (args: MembersChangedArgs) => Promise<void> {
  return async ({ event }) => services.members.update(event.user);
}
