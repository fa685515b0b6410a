import type { Channel, Workspace } from '../slack/types.js';
import { channelTitle } from '../state/people.js';

/** The channels in the sidebar, in order. */
export interface Sections {
  channels: Channel[];
  directMessages: Channel[];
  /** The conversation with the app, listed under "Apps". */
  appChannel: Channel | undefined;
}

/** Sorts a person's channels into the sections of the sidebar. */
export function sidebarSections(workspace: Workspace): Sections {
  const isWithApp = (channel: Channel) => channel.is_im === true && channel.user === workspace.bot_user_id;
  const byName = (a: Channel, b: Channel) => channelTitle(workspace, a).localeCompare(channelTitle(workspace, b));
  const isDirect = (channel: Channel) => channel.is_im === true || channel.is_mpim === true;
  return {
    channels: workspace.channels.filter((channel) => !isDirect(channel)).sort(byName),
    directMessages: workspace.channels.filter((channel) => isDirect(channel) && !isWithApp(channel)).sort(byName),
    appChannel: workspace.channels.find(isWithApp),
  };
}
