import type { Block } from './blocks.js';

/** What the page knows of Slack's own objects: the fields it shows, in Slack's names. */

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
  /** The other side of a direct message. */
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
  /** Shown to this person only, and gone when dismissed. */
  is_ephemeral?: boolean;
}

export interface Command {
  command: string;
  /** Whose it is; the app's when undefined. */
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

/** The app that lives in this workspace, as `GET /local/workspace` describes it. */
export interface AppInfo {
  id: string;
  name: string;
  connected: boolean;
  commands: readonly Command[];
  shortcuts: readonly Shortcut[];
}

/** The workspace as one person knows it: everybody, and the channels this person is in. */
export interface Workspace {
  team: { id: string; name: string };
  users: readonly User[];
  channels: readonly Channel[];
  bot_user_id: string;
  app: AppInfo;
}

/** A drawn photo to try things with. */
export interface Sample {
  name: string;
  title: string;
  url: string;
}
