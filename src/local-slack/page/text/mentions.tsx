import { nameOf } from '../state/people.js';
import { writeRoute } from '../state/route.js';
import { useSelect } from '../state/use-session.js';

export function UserMention({ id, label, isMe }: { id: string; label: string | undefined; isMe: boolean }) {
  const users = useSelect((state) => state.workspace.users);
  const name = nameOf(users, id) ?? label ?? 'unknown person';
  return <span className={isMe ? 'mention mention-me' : 'mention'}>@{name}</span>;
}

export function ChannelMention({ id, label }: { id: string; label: string | undefined }) {
  const channels = useSelect((state) => state.workspace.channels);
  const channel = channels.find((candidate) => candidate.id === id);
  const name = channel?.name ?? label ?? 'private channel';
  if (channel === undefined) return <span className="mention">#{name}</span>;
  return (
    <a className="mention" href={writeRoute({ kind: 'channel', channel: id, thread: undefined })}>
      #{name}
    </a>
  );
}
