import { useState } from 'react';
import { Toolbar } from 'react-aria-components';
import type { Message } from '../slack/types.js';
import { goTo } from '../state/use-route.js';
import { useTask } from '../state/use-task.js';
import { IconButton } from '../ui/icon-button.js';
import { MessageMenu } from './message-menu.js';

interface Props {
  channel: string;
  message: Message;
  isInThread: boolean;
  isActive: boolean;
}

/** The actions of a message, shown while the pointer or the focus is on it. */
export function MessageActions({ channel, message, isInThread, isActive }: Props) {
  const [run, isBusy] = useTask();
  // An open menu is outside the message, so the pointer and the focus have left it.
  const [isMenuOpen, setMenuOpen] = useState(false);
  if (message.is_ephemeral || !(isActive || isBusy || isMenuOpen)) return null;
  return (
    <Toolbar className="message-actions" aria-label="Message actions">
      {!isInThread && (
        <IconButton
          icon="reply"
          label="Reply in thread"
          onPress={() => goTo({ kind: 'channel', channel, thread: message.thread_ts ?? message.ts })}
        />
      )}
      <MessageMenu channel={channel} message={message} run={run} isBusy={isBusy} onOpenChange={setMenuOpen} />
    </Toolbar>
  );
}
