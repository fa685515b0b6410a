import type { EventPublisher } from '../events/event-publisher.js';
import type { Statuses } from '../statuses.js';
import type { Workspace } from '../workspace/workspace.js';
import { createEphemeralPosts, type EphemeralPosts } from './ephemerals.js';
import { createMembership, type Membership } from './membership.js';
import { createMessageEvents } from './message-events.js';
import { createPosts, type Posts } from './posts.js';
import { createReactions, type Reactions } from './reactions.js';

/** Every change that can happen in channels. Each is stored, then published to the people and the app it concerns. */
export type Conversation = Posts & EphemeralPosts & Reactions & Membership;

export function createConversation(workspace: Workspace, publisher: EventPublisher, statuses: Statuses): Conversation {
  const messageEvents = createMessageEvents(workspace);
  return {
    ...createPosts(workspace, publisher, messageEvents, statuses),
    ...createEphemeralPosts(workspace, publisher, messageEvents),
    ...createReactions(workspace, publisher),
    ...createMembership(workspace, publisher, messageEvents),
  };
}
