import type { AppManifest } from '../app-manifest.js';
import { wrapEvent } from '../events/bot-events.js';
import { BOT } from '../workspace/identity.js';
import type { Person } from '../workspace/people.js';
import { renderView } from '../workspace/render-view.js';
import type { Workspace } from '../workspace/workspace.js';
import type { DispatchToApp } from './dispatch-to-app.js';

/**
 * Someone opened the app's Home or Messages tab: https://docs.slack.dev/reference/events/app_home_opened. Unlike other
 * events, this one is not stored for later: by then, the person may be looking at something else.
 */
export async function appHomeOpened(
  {
    workspace,
    dispatchToApp,
    manifest,
  }: { workspace: Workspace; dispatchToApp: DispatchToApp; manifest: AppManifest | undefined },
  person: Person,
  tab: 'home' | 'messages',
): Promise<unknown> {
  if (manifest !== undefined && !manifest.events.includes('app_home_opened')) return undefined;
  const { clock, channels, views } = workspace;
  const home = views.home(person.id);
  const event = {
    type: 'app_home_opened',
    user: person.id,
    channel: channels.openDirect([person.id, BOT.userId], clock.now()).channel.id,
    tab,
    ...(home && tab === 'home' ? { view: renderView(workspace, home) } : {}),
    event_ts: clock.nextTs(),
  };
  return dispatchToApp({ type: 'events_api', acceptsResponse: false, payload: wrapEvent(event, clock.now()) });
}
