import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Text } from 'react-aria-components';
import { authorById, displayName } from '../state/people.js';
import { useSelect } from '../state/use-session.js';
import { Avatar } from '../ui/avatar.js';
import { Icon } from '../ui/icon.js';
import { THEMES, useTheme } from './theme.js';

interface Props {
  me: string;
  onSwitch(user: string): void;
}

/** The menu to switch to another person, or between light and dark. */
export function UserMenu({ me, onSwitch }: Props) {
  const workspace = useSelect((state) => state.workspace);
  const [theme, setTheme] = useTheme();
  const people = workspace.users.filter((user) => !user.is_bot && !user.deleted);
  const author = authorById(workspace, me);

  return (
    <MenuTrigger>
      <Button className="user-button">
        <Avatar author={author} size="small" />
        <span className="user-button-text">
          <span className="user-button-name">{author.name}</span>
          <span className="user-button-note">Switch person</span>
        </span>
        <Icon name="chevron" />
      </Button>
      <Popover className="popover user-popover" placement="top start" offset={6}>
        <Menu className="menu" aria-label="Switch person">
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[me]}
            onSelectionChange={(keys) => {
              const [user] = keys;
              if (user !== undefined && user !== me) onSwitch(String(user));
            }}
          >
            <Header className="menu-heading">Switch person</Header>
            {people.map((user) => (
              <MenuItem key={user.id} id={user.id} textValue={displayName(user)} className="menu-item">
                <Avatar author={authorById(workspace, user.id)} size="tiny" />
                <span className="menu-item-text">
                  <Text slot="label">{displayName(user)}</Text>
                  {user.profile?.title && (
                    <Text slot="description" className="menu-item-note">
                      {user.profile.title}
                    </Text>
                  )}
                </span>
                <span className="menu-item-check">
                  <Icon name="check" />
                </span>
              </MenuItem>
            ))}
          </MenuSection>
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[`theme-${theme}`]}
            onSelectionChange={(keys) => {
              const chosen = THEMES.find(({ id }) => keys !== 'all' && keys.has(`theme-${id}`));
              if (chosen) setTheme(chosen.id);
            }}
          >
            <Header className="menu-heading">Appearance</Header>
            {THEMES.map(({ id, name, icon }) => (
              <MenuItem key={id} id={`theme-${id}`} textValue={name} className="menu-item">
                <Icon name={icon} />
                <span className="menu-item-text">
                  <Text slot="label">{name}</Text>
                </span>
                <span className="menu-item-check">
                  <Icon name="check" />
                </span>
              </MenuItem>
            ))}
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
