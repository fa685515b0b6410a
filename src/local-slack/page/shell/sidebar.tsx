import type { Channel } from '../slack/types.js';
import { channelTitle } from '../state/people.js';
import type { Route } from '../state/route.js';
import { countUnread } from '../state/timeline.js';
import { useSelect } from '../state/use-session.js';
import { SidebarLink } from './sidebar-link.js';
import { sidebarSections } from './sidebar-sections.js';
import { UserMenu } from './user-menu.js';

interface Props {
  route: Route;
  me: string;
  onSwitch(user: string): void;
  /** Called when a link is followed, even one to the current view. */
  onNavigate(): void;
}

/** The sidebar: channels, and the current person. */
export function Sidebar({ route, me, onSwitch, onNavigate }: Props) {
  const workspace = useSelect((state) => state.workspace);
  const conversations = useSelect((state) => state.conversations);
  const { channels, directMessages, appChannel } = sidebarSections(workspace);
  const current = route.kind === 'channel' ? route.channel : undefined;
  const unread = (channel: Channel) => {
    const conversation = conversations[channel.id];
    return conversation?.history === 'ready' ? countUnread(conversation, me) : 0;
  };

  return (
    <div className="sidebar">
      <header className="sidebar-header">
        <span className="workspace-logo" aria-hidden="true">
          {workspace.team.name.slice(0, 1)}
        </span>
        <span className="workspace-name">{workspace.team.name}</span>
      </header>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: links inside are clicked, also by Enter */}
      <nav
        className="sidebar-links"
        aria-label="Channels"
        onClick={(event) => {
          if (event.target instanceof Element && event.target.closest('a') !== null) onNavigate();
        }}
      >
        <h2>Channels</h2>
        <ul>
          {channels.map((channel) => (
            <li key={channel.id}>
              <SidebarLink
                route={{ kind: 'channel', channel: channel.id, thread: undefined }}
                icon={channel.is_private ? 'lock' : 'hash'}
                name={channelTitle(workspace, channel)}
                note={channel.is_private ? 'private channel' : undefined}
                isCurrent={channel.id === current}
                unread={unread(channel)}
              />
            </li>
          ))}
        </ul>
        {directMessages.length > 0 && (
          <>
            <h2>Direct messages</h2>
            <ul>
              {directMessages.map((channel) => (
                <li key={channel.id}>
                  <SidebarLink
                    route={{ kind: 'channel', channel: channel.id, thread: undefined }}
                    person={channel.user ?? channel.id}
                    name={channelTitle(workspace, channel)}
                    isCurrent={channel.id === current}
                    unread={unread(channel)}
                  />
                </li>
              ))}
            </ul>
          </>
        )}
        <h2>Apps</h2>
        <ul>
          <li>
            <SidebarLink
              route={{ kind: 'home' }}
              person={workspace.bot_user_id}
              name={workspace.app.name}
              isCurrent={route.kind === 'home' || (appChannel !== undefined && appChannel.id === current)}
              unread={appChannel ? unread(appChannel) : 0}
              isAway={!workspace.app.connected}
            />
          </li>
        </ul>
      </nav>
      <UserMenu me={me} onSwitch={onSwitch} />
    </div>
  );
}
