import { memo, useState } from 'react';
import type { Message } from '../slack/types.js';
import { authorOf } from '../state/people.js';
import { dateOf } from '../state/timeline.js';
import { useSelect } from '../state/use-session.js';
import { clock } from '../text/dates.js';
import { Avatar } from '../ui/avatar.js';
import { EphemeralNote } from './ephemeral-note.js';
import { MessageActions } from './message-actions.js';
import { MessageBody } from './message-body.js';
import { MessageTime } from './message-time.js';
import { Reactions } from './reactions.js';
import { StatusLine } from './status-line.js';
import { ThreadSummary } from './thread-summary.js';

interface Props {
  channel: string;
  message: Message;
  /** Stands right under another message of the same person. */
  isContinued: boolean;
  /** Shown in the thread pane, where its replies stand anyway. */
  isInThread: boolean;
}

/** One message: who, when, what, and what can be done with it. */
export const MessageView = memo(function MessageView({ channel, message, isContinued, isInThread }: Props) {
  const workspace = useSelect((state) => state.workspace);
  // The buttons are made when somebody is near, so that a long channel stays light.
  const [isNear, setNear] = useState(false);
  const author = authorOf(workspace, message);
  const time = dateOf(message.ts);
  const isGone = message.subtype === 'tombstone';

  return (
    <article
      className={`message ${isContinued ? 'message-continued' : ''} ${message.is_ephemeral ? 'message-ephemeral' : ''}`}
      aria-label={`${isGone ? 'Deleted message' : author.name}, ${clock(time)}`}
      data-ts={message.ts}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a reader goes from message to message; its buttons come with it
      tabIndex={0}
      onMouseEnter={() => setNear(true)}
      onMouseLeave={() => setNear(false)}
      onFocus={() => setNear(true)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setNear(false);
      }}
    >
      <div className="message-gutter">
        {isContinued ? <MessageTime date={time} isShort /> : <Avatar author={author} size="large" />}
      </div>
      <div className="message-content">
        {message.is_ephemeral && <EphemeralNote channel={channel} ts={message.ts} />}
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
      {!isGone && <MessageActions channel={channel} message={message} isInThread={isInThread} isNear={isNear} />}
    </article>
  );
});
