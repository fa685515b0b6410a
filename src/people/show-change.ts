import type { RefreshReplies } from '../replies/refresh-replies.js';
import type { UpdateReply } from '../replies/update-reply.js';
import type { PersonContext } from '../views/person-context.js';
import type { Directory } from './directory.js';
import { type ShowHomeDeps, showHome } from './home/show-home.js';

export type ShowChangeDeps = ShowHomeDeps & {
  readonly directory: Directory;
  readonly updateReply: UpdateReply;
  readonly refreshReplies: RefreshReplies;
};

/** After a person was changed: shows it where the change was made, and in the background in other replies. */
export async function showChange(deps: ShowChangeDeps, userId: string, origin: PersonContext['origin']): Promise<void> {
  deps.directory.forgetPeople();
  deps.refreshReplies({ what: 'people' });
  if (origin.kind === 'home') await showHome(deps, userId, origin.page);
  else await deps.updateReply(origin);
}
