import { BOT } from './identity.js';
import type { Workspace } from './workspace.js';

/** Whether a person or the bot may read a channel. Members may; people who aren't members may read public channels. */
export function mayRead(workspace: Workspace, person: string, channelId: string): boolean {
  const channel = workspace.channels.find(channelId);
  if (channel === undefined) return false;
  if (workspace.channels.isMember(channelId, person)) return true;
  return channel.kind === 'public' && person !== BOT.userId;
}

/** The place of a file that is shown to one person only, in an ephemeral message or a view. */
export function screenOf(person: string): string {
  return `screen:${person}`;
}

/** Whether someone may see a file: they own it, it was shared with them, or blocks they can see contain it. */
export function maySeeFile(workspace: Workspace, person: string, fileId: string): boolean {
  const found = workspace.files.find(fileId);
  if (found === undefined || found.state !== 'complete') return false;
  if (found.file.owner === person) return true;
  if (workspace.files.shares(fileId).some(({ channel }) => mayRead(workspace, person, channel))) return true;
  return workspace.files
    .placesShown(fileId)
    .some((place) => place === screenOf(person) || mayRead(workspace, person, place));
}
