import type { Workspace } from '../slack/types.js';
import type { Route } from '../state/route.js';
import { sidebarSections } from './sidebar-sections.js';

/** The route to show: the one in the address bar, or else `#photos`, or else the first channel. */
export function resolveRoute(route: Route, workspace: Workspace): Route {
  if (route.kind === 'home') return route;
  if (route.kind === 'channel' && workspace.channels.some((channel) => channel.id === route.channel)) return route;
  const { channels } = sidebarSections(workspace);
  const first = channels.find((channel) => channel.name === 'photos') ?? channels[0];
  return first === undefined ? { kind: 'nowhere' } : { kind: 'channel', channel: first.id, thread: undefined };
}
