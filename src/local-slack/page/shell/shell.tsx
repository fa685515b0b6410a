import { useEffect, useState } from 'react';
import { ViewStack } from '../overlays/view-stack.js';
import { nameOf } from '../state/people.js';
import { useRoute } from '../state/use-route.js';
import { useSelect, useSession } from '../state/use-session.js';
import { Spinner } from '../ui/spinner.js';
import { Announcer } from './announcer.js';
import { ConnectionNote } from './connection-note.js';
import { Place } from './place.js';
import { Sidebar } from './sidebar.js';
import { whereTo } from './where-to.js';

/** The side bar, and beside it the place the address names. */
export function Shell({ onSwitch }: { onSwitch(user: string): void }) {
  const session = useSession();
  const isReady = useSelect((state) => state.isReady);
  const workspace = useSelect((state) => state.workspace);
  const route = whereTo(useRoute(), workspace);
  const [isNavigationOpen, setNavigationOpen] = useState(false);
  const channel = route.kind === 'channel' ? route.channel : undefined;
  const thread = route.kind === 'channel' ? route.thread : undefined;

  useEffect(() => session.look(channel, thread), [session, channel, thread]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: going somewhere puts the side bar away
  useEffect(() => setNavigationOpen(false), [channel, thread, route.kind]);

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
      className="shell"
      data-navigation={isNavigationOpen ? 'open' : 'closed'}
      data-thread={thread === undefined ? 'closed' : 'open'}
    >
      <title>{`${workspace.team.name}: ${nameOf(workspace.users, session.me) ?? ''}`}</title>
      <Sidebar route={route} me={session.me} onSwitch={onSwitch} />
      {isNavigationOpen && (
        <button
          type="button"
          className="navigation-shade"
          aria-label="Hide channels"
          onClick={() => setNavigationOpen(false)}
        />
      )}
      <main className="place-area">
        <ConnectionNote />
        <Place route={route} onOpenNavigation={() => setNavigationOpen(true)} />
      </main>
      <ViewStack />
      <Announcer />
    </div>
  );
}
