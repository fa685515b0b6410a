import type { Announcer } from '../events/announcer.js';
import type { Statuses } from '../statuses.js';
import type { Workspace } from '../workspace/workspace.js';
import { createEphemeralPosts, type EphemeralPosts } from './ephemerals.js';
import { createMembership, type Membership } from './membership.js';
import { createPosts, type Posts } from './posts.js';
import { createReactions, type Reactions } from './reactions.js';
import { createTelling } from './telling.js';

/** Everything that can happen in channels, each as one durable change that everyone concerned is told of. */
export type Conversation = Posts & EphemeralPosts & Reactions & Membership;

export function createConversation(workspace: Workspace, announcer: Announcer, statuses: Statuses): Conversation {
  const telling = createTelling(workspace);
  return {
    ...createPosts(workspace, announcer, telling, statuses),
    ...createEphemeralPosts(workspace, announcer, telling),
    ...createReactions(workspace, announcer),
    ...createMembership(workspace, announcer, telling),
  };
}
