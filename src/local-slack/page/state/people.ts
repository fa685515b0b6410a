import type { Channel, Message, User, Workspace } from '../slack/types.js';

/** The name to show for a user: the display name if there is one, as in Slack. */
export function displayName(user: User): string {
  return user.profile?.display_name || user.real_name || user.profile?.real_name || user.name;
}

/** The display name of a user id; undefined for an unknown user. */
export function nameOf(users: readonly User[], id: string | undefined): string | undefined {
  const user = users.find((candidate) => candidate.id === id);
  return user && displayName(user);
}

export interface Author {
  id: string;
  name: string;
  isApp: boolean;
  image: string | undefined;
}

/** The author of a message. */
export function authorOf(workspace: Workspace, message: Message): Author {
  const id = message.user ?? (message.bot_id === undefined ? '' : workspace.bot_user_id);
  return authorById(workspace, id, message.username);
}

/** The author for a user id. `fallback` is the name of an unknown user. */
export function authorById(workspace: Workspace, id: string, fallback?: string): Author {
  const user = workspace.users.find((candidate) => candidate.id === id);
  return {
    id,
    name: user ? displayName(user) : (fallback ?? 'Unknown person'),
    isApp: user?.is_bot ?? false,
    // The app uses the page's icon.
    image: id === workspace.bot_user_id ? 'icon.svg' : (user?.profile?.image_192 ?? user?.profile?.image_72),
  };
}

/** Up to two initials of a name; '?' when it has none. */
export function initials(name: string): string {
  const words = name.split(/\s+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const first = words[0]?.match(/./u)?.[0] ?? '?';
  const last = words.length > 1 ? (words.at(-1)?.match(/./u)?.[0] ?? '') : '';
  return (first + last).toUpperCase();
}

/** The index of a colour for an id, 0 to `count` - 1: always the same for the same id. */
export function colourIndex(id: string, count: number): number {
  let hash = 0;
  for (const letter of id) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return hash % count;
}

/** The title of a channel, without '#'. */
export function channelTitle(workspace: Workspace, channel: Channel): string {
  if (channel.is_im) return nameOf(workspace.users, channel.user) ?? 'Direct message';
  return channel.name ?? channel.id;
}
