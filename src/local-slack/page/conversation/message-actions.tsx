import { Button, Toolbar, Tooltip, TooltipTrigger } from 'react-aria-components';
import type { Message } from '../slack/types.js';
import { goTo } from '../state/use-route.js';
import { useSession } from '../state/use-session.js';
import { useTask } from '../state/use-task.js';
import { Emoji } from '../text/emoji-mark.js';
import { IconButton } from '../ui/icon-button.js';
import { MessageMenu } from './message-menu.js';

const QUICK_REACTIONS = ['white_check_mark', 'eyes', 'raised_hands'];

interface Props {
  channel: string;
  message: Message;
  isInThread: boolean;
  isNear: boolean;
}

/** What can be done with a message, at its corner while the pointer or the focus is on it. */
export function MessageActions({ channel, message, isInThread, isNear }: Props) {
  const { api } = useSession();
  const [run, isBusy] = useTask();
  if (message.is_ephemeral || (!isNear && !isBusy)) return null;
  return (
    <Toolbar className="message-actions" aria-label="Message actions">
      {QUICK_REACTIONS.map((name) => (
        <TooltipTrigger key={name} delay={500} closeDelay={0}>
          <Button
            className="icon-button quick-reaction"
            aria-label={`React with ${name.replaceAll('_', ' ')}`}
            onPress={() => void run(() => api.addReaction(channel, message.ts, name))}
          >
            <Emoji name={name} />
          </Button>
          <Tooltip className="tooltip" offset={6}>{`React with :${name}:`}</Tooltip>
        </TooltipTrigger>
      ))}
      {!isInThread && (
        <IconButton
          icon="reply"
          label="Reply in thread"
          onPress={() => goTo({ kind: 'channel', channel, thread: message.thread_ts ?? message.ts })}
        />
      )}
      <MessageMenu channel={channel} message={message} run={run} isBusy={isBusy} />
    </Toolbar>
  );
}
