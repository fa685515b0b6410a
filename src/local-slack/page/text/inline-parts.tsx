import type { ReactNode } from 'react';
import { nameOf } from '../state/people.js';
import { permalinkRoute, writeRoute } from '../state/route.js';
import { useSelect } from '../state/use-session.js';
import { emojiFor } from './emoji.js';

/** An emoji by its Slack name; the name itself when it is unknown. */
export function Emoji({ name }: { name: string }) {
  const emoji = emojiFor(name);
  if (emoji === undefined) return `:${name}:`;
  return (
    <span role="img" aria-label={name.replaceAll('_', ' ')} className="emoji">
      {emoji}
    </span>
  );
}

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

/** A link in a message: to the web, an email address, or a message of this workspace. Anything else stays text. */
export function SafeLink({ url, children }: { url: string; children: ReactNode }) {
  const inPage = permalinkRoute(url, location.origin);
  if (inPage !== undefined) return <a href={inPage}>{children}</a>;
  if (!/^(?:https?|mailto):/iu.test(url)) return children;
  return (
    <a href={url} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}
