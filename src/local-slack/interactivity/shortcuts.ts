import type { AppManifest } from '../app-manifest.js';
import type { Person } from '../workspace/people.js';
import { renderMessage } from '../workspace/render-message.js';
import type { Workspace } from '../workspace/workspace.js';
import { readableChannelOf } from './container.js';
import type { DispatchToApp } from './dispatch-to-app.js';
import { LocalError } from './local-error.js';
import { channelRef, commonParts } from './payload-parts.js';
import { responseUrl } from './response-url-route.js';
import type { Triggers } from './triggers.js';

/** Someone chose a shortcut: https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload */
export async function shortcut(
  deps: { workspace: Workspace; triggers: Triggers; dispatchToApp: DispatchToApp; manifest: AppManifest | undefined },
  person: Person,
  request: { callback_id: string; channel?: string | undefined; message_ts?: string | undefined },
): Promise<unknown> {
  const { workspace, triggers, dispatchToApp, manifest } = deps;
  const type = request.message_ts === undefined ? 'global' : 'message';
  const isKnown = (other: { callback_id: string; type: string }) =>
    other.callback_id === request.callback_id && other.type === type;
  if (manifest !== undefined && !manifest.shortcuts.some(isKnown)) {
    throw new LocalError('invalid_callback', `the app has no ${type} shortcut ${request.callback_id}`);
  }
  const common = { ...commonParts(person), callback_id: request.callback_id, trigger_id: triggers.create(person.id) };
  const payload =
    request.message_ts === undefined
      ? { type: 'shortcut', ...common, action_ts: workspace.clock.nextTs() }
      : { type: 'message_action', ...common, ...onMessage(workspace, person, request.channel, request.message_ts) };
  return dispatchToApp({ type: 'interactive', acceptsResponse: false, payload });
}

function onMessage(workspace: Workspace, person: Person, channelId: string | undefined, ts: string) {
  const channel = readableChannelOf(workspace, person.id, channelId);
  const message = workspace.messages.find(channel.id, ts);
  if (message === undefined) throw new LocalError('message_not_found', 'no such message in that channel');
  const target = {
    channel: channel.id,
    user: person.id,
    original: { ts, ephemeral: false, threadTs: message.threadTs },
  };
  return {
    channel: channelRef(channel),
    message_ts: ts,
    message: renderMessage(workspace, message),
    response_url: responseUrl(workspace, workspace.responseUrls.create(target, workspace.clock.now())),
    action_ts: workspace.clock.nextTs(),
  };
}
