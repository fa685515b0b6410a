import type { Deps } from '../../deps.js';
import { slackErrorCode } from '../../slack/errors.js';
import { buildAwaitedHome } from '../../views/home.js';
import type { Directory } from '../directory.js';

/** At 50 a minute that is half an hour; an App Home shows old content only until it is opened. */
const MAX_MEMBERS = 1500;

/**
 * Replaces every App Home by a note until it is opened again, so that none shows what is no longer true. Slack does not tell
 * who has one.
 */
export async function invalidateHomes(
  deps: Pick<Deps, 'backgroundSlack' | 'log'> & { readonly directory: Directory },
): Promise<void> {
  for (const { userId } of (await deps.directory.listMembersNow()).slice(0, MAX_MEMBERS)) {
    try {
      await deps.backgroundSlack.views.publish({ user_id: userId, view: buildAwaitedHome() });
    } catch (error) {
      // A guest without App Home, say: then it shows nothing either.
      const code = slackErrorCode(error);
      if (code === undefined) throw error;
      deps.log.debug(`No App Home for ${userId}: ${code}`);
    }
  }
}
