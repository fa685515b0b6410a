import { ChannelView } from '../conversation/channel-view.js';
import { ThreadPane } from '../conversation/thread-pane.js';
import { channelTitle } from '../state/people.js';
import type { Route } from '../state/route.js';
import { writeRoute } from '../state/route.js';
import { useSelect } from '../state/use-session.js';
import { count } from '../text/format.js';
import { ChannelHeader } from './channel-header.js';
import { HomeView } from './home-view.js';
import { InviteApp } from './invite-app.js';
import { sidebarSections } from './sidebar-sections.js';

/** The tabs of an app: its Home, and the conversation with it. They are links, so each has its own address. */
function AppTabs({ active, channel }: { active: 'home' | 'messages'; channel: string | undefined }) {
  return (
    <nav className="app-tabs" aria-label="App">
      <a href={writeRoute({ kind: 'home' })} aria-current={active === 'home' ? 'page' : undefined}>
        Home
      </a>
      {channel !== undefined && (
        <a
          href={writeRoute({ kind: 'channel', channel, thread: undefined })}
          aria-current={active === 'messages' ? 'page' : undefined}
        >
          Messages
        </a>
      )}
    </nav>
  );
}

interface Props {
  route: Route;
  onOpenNavigation(): void;
}

/** The view of the current route: a channel, possibly with a thread next to it, or the app's Home. */
export function CurrentView({ route, onOpenNavigation }: Props) {
  const workspace = useSelect((state) => state.workspace);
  const { appChannel } = sidebarSections(workspace);

  if (route.kind === 'home') {
    return (
      <div className="pane">
        <ChannelHeader title={workspace.app.name} note={undefined} onOpenNavigation={onOpenNavigation} />
        <AppTabs active="home" channel={appChannel?.id} />
        <HomeView />
      </div>
    );
  }
  const channel = route.kind === 'channel' ? workspace.channels.find((known) => known.id === route.channel) : undefined;
  if (channel === undefined || route.kind !== 'channel') {
    return <p className="load-note">You aren’t in any channels yet.</p>;
  }
  const isApp = channel.id === appChannel?.id;
  return (
    <>
      <div className="pane">
        <ChannelHeader
          {...(!channel.is_im && { icon: channel.is_private ? ('lock' as const) : ('hash' as const) })}
          title={channelTitle(workspace, channel)}
          note={channel.num_members === undefined ? undefined : count(channel.num_members, 'member')}
          onOpenNavigation={onOpenNavigation}
        >
          {!channel.is_im && !channel.is_mpim && <InviteApp key={channel.id} channel={channel} />}
        </ChannelHeader>
        {isApp && <AppTabs active="messages" channel={channel.id} />}
        <ChannelView key={channel.id} channel={channel} />
      </div>
      {route.thread !== undefined && (
        <ThreadPane key={`${channel.id}/${route.thread}`} channel={channel} thread={route.thread} />
      )}
    </>
  );
}
