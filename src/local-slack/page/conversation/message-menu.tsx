import { Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { useConfirm } from '../overlays/confirm-dialog.js';
import { showToast } from '../overlays/toasts.js';
import type { Confirmation } from '../slack/blocks.js';
import type { Message } from '../slack/types.js';
import { writeRoute } from '../state/route.js';
import { useSelect, useSession } from '../state/use-session.js';
import { IconButton } from '../ui/icon-button.js';

const DELETE_CONFIRMATION: Confirmation = {
  title: { type: 'plain_text', text: 'Delete message' },
  text: { type: 'plain_text', text: 'Delete this message? This can’t be undone.' },
  confirm: { type: 'plain_text', text: 'Delete' },
  deny: { type: 'plain_text', text: 'Cancel' },
  style: 'danger',
};

interface Props {
  channel: string;
  message: Message;
  run(task: () => Promise<unknown>): Promise<boolean>;
  isBusy: boolean;
  onOpenChange(isOpen: boolean): void;
}

/** The menu "More actions": the app's message shortcuts, “Copy link” and, for the person's own messages, “Delete message…”. */
export function MessageMenu({ channel, message, run, isBusy, onOpenChange }: Props) {
  const { api, me } = useSession();
  const app = useSelect((state) => state.workspace.app);
  const confirm = useConfirm();
  const shortcuts = app.shortcuts.filter((shortcut) => shortcut.type === 'message');

  const copyLink = async () => {
    const route = writeRoute({ kind: 'channel', channel, thread: message.thread_ts ?? message.ts });
    await navigator.clipboard.writeText(`${location.origin}${location.pathname}${route}`);
    showToast('Link copied.');
  };
  const remove = async () => {
    if (await confirm(DELETE_CONFIRMATION)) await api.deleteMessage(channel, message.ts);
  };

  return (
    <MenuTrigger onOpenChange={onOpenChange}>
      <IconButton icon="more" label="More actions" isPending={isBusy} />
      <Popover className="popover" placement="bottom end" offset={4}>
        <Menu className="menu" aria-label="More actions">
          {shortcuts.length > 0 && (
            <MenuSection aria-label={app.name}>
              <Header className="menu-heading">{app.name}</Header>
              {shortcuts.map((shortcut) => (
                <MenuItem
                  key={shortcut.callback_id}
                  className="menu-item"
                  onAction={() => void run(() => api.messageShortcut(shortcut.callback_id, channel, message.ts))}
                >
                  {shortcut.name}
                </MenuItem>
              ))}
            </MenuSection>
          )}
          <MenuSection aria-label="Message">
            <MenuItem className="menu-item" onAction={() => void run(copyLink)}>
              Copy link
            </MenuItem>
            {message.user === me && (
              <MenuItem className="menu-item menu-item-danger" onAction={() => void run(remove)}>
                Delete message…
              </MenuItem>
            )}
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
