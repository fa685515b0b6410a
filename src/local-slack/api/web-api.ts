import type { Conversation } from '../conversation/conversation.js';
import type { SocketMode } from '../events/socket-mode.js';
import type { FileBytes } from '../files/file-bytes.js';
import type { Triggers } from '../interactivity/triggers.js';
import type { Modals } from '../modals.js';
import type { Statuses } from '../statuses.js';
import type { Workspace } from '../workspace/workspace.js';
import { appMethods } from './app.js';
import { assistantMethods } from './assistant.js';
import { chatMethods } from './chat.js';
import { conversationMethods } from './conversations.js';
import { fileMethods } from './files.js';
import { membershipMethods } from './membership.js';
import type { Methods } from './method.js';
import { reactionMethods } from './reactions.js';
import { userMethods } from './users.js';
import { viewMethods } from './views.js';

interface WebApiDeps {
  readonly workspace: Workspace;
  readonly conversation: Conversation;
  readonly modals: Modals;
  readonly statuses: Statuses;
  readonly triggers: Triggers;
  readonly socketMode: SocketMode;
  readonly fileBytes: FileBytes;
}

/** Every method of the Web API, by name. */
export function webApiMethods(deps: WebApiDeps): Methods {
  const { workspace, conversation, modals, statuses, triggers, socketMode, fileBytes } = deps;
  return {
    ...appMethods(workspace, socketMode),
    ...chatMethods(workspace, conversation),
    ...conversationMethods(workspace),
    ...membershipMethods(workspace, conversation),
    ...userMethods(workspace),
    ...fileMethods(workspace, conversation, fileBytes),
    ...reactionMethods(workspace, conversation),
    ...viewMethods(workspace, modals, triggers),
    ...assistantMethods(workspace, statuses),
  };
}
