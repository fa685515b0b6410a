import type { RefreshReplies } from '../replies/refresh-replies.js';
import type { UpdateReply } from '../replies/update-reply.js';
import type { PersonContext } from '../views/person-context.js';
import type { Directory } from './directory.js';
import type { ShowHome } from './home/show-home.js';

/** Shows what a change to a person made different: at once where it was made, and in the background in other replies. */
export type AfterChange = (userId: string, origin: PersonContext['origin']) => Promise<void>;

export function createAfterChange(deps: {
  readonly directory: Directory;
  readonly showHome: ShowHome;
  readonly updateReply: UpdateReply;
  readonly refreshReplies: RefreshReplies;
}): AfterChange {
  return async (userId, origin) => {
    deps.directory.forgetPeople();
    deps.refreshReplies({ what: 'people' });
    if (origin.kind === 'home') await deps.showHome(userId, origin.page);
    else await deps.updateReply(origin);
  };
}
