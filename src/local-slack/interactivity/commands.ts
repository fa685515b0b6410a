import { SlackError } from '../api/slack-error.js';
import type { AppManifest } from '../app-manifest.js';
import type { Conversation } from '../conversation/conversation.js';
import { APP, TEAM } from '../workspace/identity.js';
import type { Person } from '../workspace/people.js';
import type { Workspace } from '../workspace/workspace.js';
import { readableChannelOf } from './container.js';
import type { DispatchToApp } from './dispatch-to-app.js';
import { LocalError } from './local-error.js';
import { channelNameFor } from './payload-parts.js';
import { respond, responseSchema } from './respond.js';
import { responseUrl } from './response-url-route.js';
import type { Triggers } from './triggers.js';

/** Someone ran a slash command: https://docs.slack.dev/interactivity/implementing-slash-commands */
export async function slashCommand(
  deps: {
    workspace: Workspace;
    conversation: Conversation;
    triggers: Triggers;
    dispatchToApp: DispatchToApp;
    manifest: AppManifest | undefined;
  },
  person: Person,
  request: { channel: string; command: string; text: string },
): Promise<unknown> {
  const { workspace, conversation, triggers, dispatchToApp, manifest } = deps;
  const channel = readableChannelOf(workspace, person.id, request.channel);
  if (manifest !== undefined && !manifest.commands.some(({ command }) => command === request.command)) {
    throw new LocalError('invalid_command', `${request.command} is not a command of this workspace`);
  }
  const target = { channel: channel.id, user: person.id };
  const secret = workspace.responseUrls.create(target, workspace.clock.now());
  const answer = await dispatchToApp({
    type: 'slash_commands',
    acceptsResponse: true,
    payload: {
      token: 'local-slack',
      team_id: TEAM.id,
      team_domain: TEAM.domain,
      channel_id: channel.id,
      channel_name: channelNameFor(channel),
      user_id: person.id,
      user_name: person.name,
      command: request.command,
      text: request.text,
      api_app_id: APP.id,
      is_enterprise_install: 'false',
      response_url: responseUrl(workspace, secret),
      trigger_id: triggers.create(person.id),
    },
  });
  show(workspace, conversation, target, answer);
  return answer;
}

/** Shows the response that an acknowledgement may contain. */
function show(
  workspace: Workspace,
  conversation: Conversation,
  target: { channel: string; user: string },
  answer: unknown,
): void {
  const parsed = responseSchema.safeParse(typeof answer === 'string' ? { text: answer } : (answer ?? {}));
  if (!parsed.success) throw new LocalError('invalid_ack', 'the acknowledgement is not a message');
  if (parsed.data.text === undefined && parsed.data.blocks === undefined) return;
  try {
    respond(workspace, conversation, target, parsed.data);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    throw new LocalError('invalid_ack', [error.code, ...error.details].join(' '));
  }
}
