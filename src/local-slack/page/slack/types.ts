import type { Block } from './blocks.js';

/** Slack's objects, with the fields the page uses. */

export interface User {
  id: string;
  name: string;
  real_name?: string;
  is_bot?: boolean;
  deleted?: boolean;
  profile?: {
    display_name?: string;
    real_name?: string;
    title?: string;
    image_72?: string;
    image_192?: string;
  };
}

export interface Channel {
  id: string;
  name?: string;
  is_channel?: boolean;
  is_private?: boolean;
  is_im?: boolean;
  is_mpim?: boolean;
  is_member?: boolean;
  /** The other person in a direct message. */
  user?: string;
  topic?: { value: string };
  purpose?: { value: string };
  num_members?: number;
}

export interface SlackFile {
  id: string;
  name?: string | null;
  title?: string | null;
  mimetype?: string;
  filetype?: string;
  size?: number;
  mode?: string;
  user?: string;
  alt_txt?: string;
  url_private?: string;
  url_private_download?: string;
  thumb_360?: string;
  thumb_480?: string;
  thumb_720?: string;
  thumb_1024?: string;
  original_w?: number;
  original_h?: number;
  permalink?: string;
}

interface Reaction {
  name: string;
  users: string[];
  count: number;
}

export interface Message {
  ts: string;
  type?: string;
  subtype?: string;
  user?: string;
  bot_id?: string;
  username?: string;
  text?: string;
  blocks?: Block[];
  files?: SlackFile[];
  thread_ts?: string;
  edited?: { user?: string; ts: string };
  reply_count?: number;
  reply_users?: string[];
  latest_reply?: string;
  reactions?: Reaction[];
  /** Whether only this person sees it. */
  is_ephemeral?: boolean;
}

export interface Command {
  command: string;
  /** The owner of the command; undefined for the app. */
  owner?: string;
  description?: string;
  usage_hint?: string;
}

interface Shortcut {
  name: string;
  description?: string;
  callback_id: string;
  type: 'message' | 'global';
}

/** The app of this workspace, from `GET /local/workspace`. */
export interface AppInfo {
  id: string;
  name: string;
  connected: boolean;
  commands: readonly Command[];
  shortcuts: readonly Shortcut[];
}

/** The workspace as one person sees it: all users, and the channels this person is in. */
export interface Workspace {
  team: { id: string; name: string };
  users: readonly User[];
  channels: readonly Channel[];
  bot_user_id: string;
  app: AppInfo;
}

/** A sample photo. */
export interface Sample {
  name: string;
  title: string;
  url: string;
}
