import { ChannelView } from '../conversation/channel-view.js';
import { ThreadPane } from '../conversation/thread-pane.js';
import { channelTitle } from '../state/people.js';
import type { Route } from '../state/route.js';
import { useSelect } from '../state/use-session.js';
import { count } from '../text/words.js';
import { AppTabs } from './app-tabs.js';
import { ChannelHeader } from './channel-header.js';
import { HomeView } from './home-view.js';
import { InviteApp } from './invite-app.js';
import { sidebarSections } from './sidebar-sections.js';

interface Props {
  route: Route;
  onOpenNavigation(): void;
}

/** What the address names: a channel, perhaps with a thread beside it, or the app. */
export function Place({ route, onOpenNavigation }: Props) {
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
    return <p className="load-note">You are not in any channel yet.</p>;
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
