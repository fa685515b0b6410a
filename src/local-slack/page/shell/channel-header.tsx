import type { ReactNode } from 'react';
import { Icon, type IconName } from '../ui/icon.js';
import { IconButton } from '../ui/icon-button.js';

interface Props {
  icon?: IconName;
  title: string;
  note: string | undefined;
  onOpenNavigation(): void;
  children?: ReactNode;
}

/** The bar above a conversation. */
export function ChannelHeader({ icon, title, note, onOpenNavigation, children }: Props) {
  return (
    <header className="pane-header">
      <IconButton icon="menu" label="Show channels" className="navigation-button" onPress={onOpenNavigation} />
      <h2>
        {icon && <Icon name={icon} />}
        <span className="pane-title">{title}</span>
      </h2>
      {note && <span className="pane-header-note">{note}</span>}
      {children}
    </header>
  );
}
