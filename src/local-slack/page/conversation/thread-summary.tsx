import type { Message } from '../slack/types.js';
import { authorById } from '../state/people.js';
import { writeRoute } from '../state/route.js';
import { dateOf } from '../state/timeline.js';
import { useSelect } from '../state/use-session.js';
import { dayAndClock } from '../text/dates.js';
import { count } from '../text/format.js';
import { Avatar } from '../ui/avatar.js';

const MAX_PORTRAITS = 5;

/** The link to the thread of a post: who replied, how often, and when last. */
export function ThreadSummary({ channel, message }: { channel: string; message: Message }) {
  const workspace = useSelect((state) => state.workspace);
  const replies = message.reply_count ?? 0;
  if (replies === 0) return null;
  const lastReply = message.latest_reply && `Last reply ${dayAndClock(dateOf(message.latest_reply))}`;
  return (
    <a className="thread-summary" href={writeRoute({ kind: 'channel', channel, thread: message.ts })}>
      <span className="thread-summary-people">
        {(message.reply_users ?? []).slice(0, MAX_PORTRAITS).map((id) => (
          <Avatar key={id} author={authorById(workspace, id)} size="tiny" />
        ))}
      </span>
      <span className="thread-summary-count">{count(replies, 'reply', 'replies')}</span>
      {lastReply !== undefined && <span className="thread-summary-last">{lastReply}</span>}
      <span className="thread-summary-open">View thread</span>
    </a>
  );
}
