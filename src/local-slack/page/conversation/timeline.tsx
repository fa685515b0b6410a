import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { Message } from '../slack/types.js';
import { timelineRows } from '../state/timeline.js';
import { useSession } from '../state/use-session.js';
import { dayName } from '../text/dates.js';
import { ErrorBoundary } from '../ui/error-boundary.js';
import { Icon } from '../ui/icon.js';
import { MessageView } from './message-view.js';
import { useScroll } from './use-scroll.js';

interface Props {
  channel: string;
  label: string;
  /** Oldest first. */
  messages: readonly Message[];
  isInThread: boolean;
  firstUnreadTs?: string | undefined;
  /** Shown above the oldest message. */
  top?: ReactNode;
  /** Shown below the newest message. */
  bottom?: ReactNode;
}

/** A list of messages, the newest at the bottom. It stays scrolled to the bottom while the person is there. */
export function Timeline({ channel, label, messages, isInThread, firstUnreadTs, top, bottom }: Props) {
  const { me } = useSession();
  const newest = messages.at(-1);
  const scroll = useScroll(newest?.ts, messages[0]?.ts, newest?.user === me);
  return (
    <div className="timeline-frame">
      <div className="timeline" ref={scroll.viewport} onScroll={scroll.onScroll}>
        <div className="timeline-content" ref={scroll.content}>
          {top}
          <section aria-label={label}>
            {timelineRows(messages, firstUnreadTs).map((row) => {
              switch (row.kind) {
                case 'day':
                  return isInThread ? null : (
                    <h2 key={row.key} className="day-divider">
                      <span>{dayName(row.date)}</span>
                    </h2>
                  );
                case 'unread':
                  return (
                    <p key={row.key} className="unread-divider">
                      <span>New</span>
                    </p>
                  );
                case 'message':
                  return (
                    <ErrorBoundary
                      key={row.key}
                      content={row.message}
                      fallback={<p className="message message-broken">This message can’t be shown.</p>}
                    >
                      <MessageView
                        channel={channel}
                        message={row.message}
                        isContinued={row.isContinued}
                        isInThread={isInThread}
                      />
                    </ErrorBoundary>
                  );
                default:
                  return null;
              }
            })}
          </section>
          {bottom}
        </div>
      </div>
      {scroll.hasNewBelow && (
        <Button className="jump" onPress={scroll.jumpToNewest}>
          New messages
          <Icon name="chevron" />
        </Button>
      )}
    </div>
  );
}
