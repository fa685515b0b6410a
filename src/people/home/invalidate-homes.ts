import type { Deps } from '../../deps.js';
import { slackErrorCode } from '../../slack/errors.js';
import { createThrottle } from '../../slack/throttle.js';
import { buildAwaitedHome } from '../../views/home.js';
import type { Directory } from '../directory.js';

/**
 * Has no App Home show what it showed before: each becomes a note until it is opened again, which has it shown anew. Slack does
 * not tell who has one.
 */
export type RenewHomes = () => Promise<void>;

/** At 50 a minute that is half an hour; an App Home shows old content only until it is opened. */
const MAX_MEMBERS = 1500;

export function createRenewHomes(
  deps: Pick<Deps, 'slack' | 'log' | 'now' | 'sleep'> & { readonly directory: Directory },
): RenewHomes {
  return async () => {
    const pace = createThrottle(deps);
    for (const { userId } of (await deps.directory.listMembersNow()).slice(0, MAX_MEMBERS)) {
      await pace();
      try {
        await deps.slack.views.publish({ user_id: userId, view: buildAwaitedHome() });
      } catch (error) {
        // Somebody without App Home, a guest say: then it shows nothing either.
        const code = slackErrorCode(error);
        if (code === undefined) throw error;
        deps.log.debug(`No App Home for ${userId}: ${code}`);
      }
    }
  };
}
