import { useEffect, useRef } from 'react';
import { ViewStack } from '../overlays/view-modal.js';
import { nameOf } from '../state/people.js';
import { useRoute } from '../state/use-route.js';
import { useSelect, useSession } from '../state/use-session.js';
import { Spinner } from '../ui/icon.js';
import { useReturnFocus } from '../ui/use-return-focus.js';
import { ConnectionBanner } from './connection-banner.js';
import { CurrentView } from './current-view.js';
import { resolveRoute } from './resolve-route.js';
import { Sidebar } from './sidebar.js';
import { useDrawer } from './use-drawer.js';

/** The sidebar, and the view of the current route next to it. */
export function Shell({ onSwitch }: { onSwitch(user: string): void }) {
  const session = useSession();
  const isReady = useSelect((state) => state.isReady);
  const workspace = useSelect((state) => state.workspace);
  const route = resolveRoute(useRoute(), workspace);
  const channel = route.kind === 'channel' ? route.channel : undefined;
  const thread = route.kind === 'channel' ? route.thread : undefined;

  useEffect(() => session.setOpen(channel, thread), [session, channel, thread]);

  const frame = useRef<HTMLDivElement>(null);
  const drawer = useDrawer(frame);
  // biome-ignore lint/correctness/useExhaustiveDependencies: navigating closes the drawer
  useEffect(drawer.close, [channel, thread, route.kind]);

  const hasModal = useSelect((state) => state.views.length > 0);
  useReturnFocus(hasModal, frame);

  if (!isReady) {
    return (
      <main className="waiting" aria-busy="true">
        <Spinner />
        <span className="hidden">Loading the workspace</span>
      </main>
    );
  }
  return (
    <div
      ref={frame}
      className="shell"
      data-navigation={drawer.isOpen ? 'open' : 'closed'}
      data-thread={thread === undefined ? 'closed' : 'open'}
    >
      <title>{`${workspace.team.name}: ${nameOf(workspace.users, session.me) ?? ''}`}</title>
      <Sidebar route={route} me={session.me} onSwitch={onSwitch} onNavigate={drawer.close} />
      {drawer.isOpen && (
        <button type="button" className="navigation-backdrop" aria-label="Hide channels" onClick={drawer.close} />
      )}
      <main className="main-area" inert={drawer.isOpen}>
        <h1 className="hidden">{workspace.team.name}</h1>
        <ConnectionBanner />
        <CurrentView route={route} onOpenNavigation={drawer.open} />
      </main>
      <ViewStack />
      <LiveRegion />
    </div>
  );
}

/** Announces new messages of the open conversation to screen readers. */
function LiveRegion() {
  const announcement = useSelect((state) => state.announcement);
  return (
    <div className="hidden" role="log" aria-live="polite" aria-label="New messages">
      {announcement}
    </div>
  );
}
