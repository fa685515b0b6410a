import { memo, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Message } from '../slack/types.js';
import { authorOf } from '../state/people.js';
import { dateOf } from '../state/timeline.js';
import { useSelect, useSession } from '../state/use-session.js';
import { clock, fullDate } from '../text/dates.js';
import { Avatar } from '../ui/avatar.js';
import { Icon } from '../ui/icon.js';
import { MessageActions } from './message-actions.js';
import { MessageBody } from './message-body.js';
import { Reactions } from './reactions.js';
import { StatusLine } from './status-line.js';
import { ThreadSummary } from './thread-summary.js';

interface Props {
  channel: string;
  message: Message;
  /** Whether it follows another message of the same person, whose name is shown above. */
  isContinued: boolean;
  /** Whether it is shown in the thread pane, next to its replies. */
  isInThread: boolean;
}

/** One message with its author, time, content and actions. */
export const MessageView = memo(function MessageView({ channel, message, isContinued, isInThread }: Props) {
  const workspace = useSelect((state) => state.workspace);
  // The buttons are rendered only while they are shown, so that a long channel stays fast.
  const [isActive, setActive] = useState(false);
  const author = authorOf(workspace, message);
  const time = dateOf(message.ts);
  const isGone = message.subtype === 'tombstone';

  return (
    <article
      className={`message ${isContinued ? 'message-continued' : ''} ${message.is_ephemeral ? 'message-ephemeral' : ''}`}
      aria-label={`${isGone ? 'Deleted message' : author.name}, ${clock(time)}`}
      data-ts={message.ts}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users move from message to message; focus shows the buttons
      tabIndex={0}
      onMouseEnter={() => setActive(true)}
      onMouseLeave={() => setActive(false)}
      onFocus={() => setActive(true)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setActive(false);
      }}
    >
      <div className="message-gutter">
        {isContinued ? <MessageTime date={time} isShort /> : <Avatar author={author} size="large" />}
      </div>
      <div className="message-content">
        {message.is_ephemeral && <EphemeralNotice channel={channel} ts={message.ts} />}
        {!isContinued && (
          <header className="message-header">
            <span className="message-author">{isGone ? 'Deleted message' : author.name}</span>
            {author.isApp && <span className="app-badge">App</span>}
            <MessageTime date={time} />
          </header>
        )}
        <MessageBody message={message} channel={channel} />
        <Reactions channel={channel} message={message} />
        {!isInThread && <ThreadSummary channel={channel} message={message} />}
        {!isInThread && <StatusLine channel={channel} thread={message.ts} />}
      </div>
      {!isGone && <MessageActions channel={channel} message={message} isInThread={isInThread} isActive={isActive} />}
    </article>
  );
});

/** Says that no one else sees this message, with a button to dismiss it. */
function EphemeralNotice({ channel, ts }: { channel: string; ts: string }) {
  const { store } = useSession();
  return (
    <p className="ephemeral-note">
      <Icon name="eye" />
      Only visible to you
      <Button className="link-button" onPress={() => store.dispatch({ type: 'dismissed', channel, ts })}>
        Dismiss
      </Button>
    </p>
  );
}

/** The time of a message, with the full date as a tooltip. `isShort` leaves out AM and PM, for the narrow gutter. */
function MessageTime({ date, isShort = false }: { date: Date; isShort?: boolean }) {
  const text = clock(date);
  return (
    <time className="message-time" dateTime={date.toISOString()} title={fullDate(date)}>
      {isShort ? text.replace(/\s?[AP]M$/iu, '') : text}
    </time>
  );
}
