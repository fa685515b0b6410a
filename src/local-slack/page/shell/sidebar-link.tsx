import { authorById } from '../state/people.js';
import { type Route, writeRoute } from '../state/route.js';
import { useSelect } from '../state/use-session.js';
import { Avatar } from '../ui/avatar.js';
import { Icon, type IconName } from '../ui/icon.js';

interface Props {
  route: Route;
  icon?: IconName;
  /** The user id whose portrait is shown instead of an icon. */
  person?: string;
  name: string;
  note?: string | undefined;
  isCurrent: boolean;
  unread: number;
  isAway?: boolean;
}

/** A link in the sidebar. */
export function SidebarLink({ route, icon, person, name, note, isCurrent, unread, isAway = false }: Props) {
  const workspace = useSelect((state) => state.workspace);
  return (
    <a
      className={unread > 0 ? 'sidebar-link sidebar-link-unread' : 'sidebar-link'}
      href={writeRoute(route)}
      aria-current={isCurrent ? 'page' : undefined}
    >
      {icon && <Icon name={icon} />}
      {person !== undefined && <Avatar author={authorById(workspace, person)} size="tiny" />}
      <span className="sidebar-link-name">{name}</span>
      {note !== undefined && <span className="hidden">{`, ${note}`}</span>}
      {isAway && <span className="sidebar-link-away">not connected</span>}
      {unread > 0 && (
        <span className="sidebar-link-count">
          {unread}
          <span className="hidden"> unread</span>
        </span>
      )}
    </a>
  );
}
