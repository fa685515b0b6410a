import { ADA, BEN, BOT_ID, BOT_USER, CHANNEL, EXTERNAL_USER, OTHER_BOT, OTHER_TEAM, TEAM } from './ids.js';

export type Args = Readonly<Record<string, unknown>>;

export interface StoredMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string | undefined;
  readonly user?: string | undefined;
  readonly text: string;
  readonly blocks?: readonly Record<string, unknown>[];
  readonly metadata?: { readonly event_type: string; readonly event_payload?: Record<string, unknown> };
  readonly files?: readonly StoredFile[];
  /** How often `chat.update` replaced it. */
  readonly edits: number;
  /** Everything else Slack was told about it, such as `unfurl_links` or `subtype`. */
  readonly [field: string]: unknown;
}

/** A message that only one person sees. */
export interface Ephemeral {
  readonly channel: string;
  readonly user: string;
  readonly thread_ts?: string;
  readonly text: string;
  readonly blocks?: readonly Record<string, unknown>[];
}

/** An answer to a slash command at its `response_url`. */
export interface CommandAnswer {
  readonly response_type?: string;
  readonly text: string;
  readonly blocks?: readonly Record<string, unknown>[];
}

/** A file as Slack describes it. */
export interface StoredFile {
  readonly id: string;
  readonly [field: string]: unknown;
}

export interface View {
  readonly type: string;
  readonly callback_id?: string;
  readonly private_metadata: string;
  readonly blocks: readonly Record<string, unknown>[];
}

/** A modal or an App Home. */
export interface StoredView {
  readonly id: string;
  /** What it showed, one after the other; the last is what it shows now. */
  readonly versions: readonly View[];
}

export interface Status {
  readonly channel: string;
  readonly thread_ts: string;
  readonly status: string;
}

export interface SlackUser {
  readonly id: string;
  readonly team_id?: string;
  readonly [field: string]: unknown;
}

export interface Channel {
  readonly id: string;
  readonly name?: string;
  /** Whom a direct message is with. */
  readonly user?: string;
  /** User ids; the bot sees only what happens in channels it is a member of. */
  readonly members: readonly string[];
}

/** Everything the workspace remembers. Methods of the Web API read and change it. */
export class SlackState {
  readonly users = new Map<string, SlackUser>();
  readonly channels = new Map<string, Channel>();
  /** By channel and ts. */
  readonly messages = new Map<string, StoredMessage>();
  readonly ephemerals: Ephemeral[] = [];
  readonly commandAnswers: CommandAnswer[] = [];
  readonly files = new Map<string, StoredFile>();
  readonly deletedFiles = new Set<string>();
  /** By id. */
  readonly modals = new Map<string, StoredView>();
  readonly closedModals = new Set<string>();
  /** By user. */
  readonly homes = new Map<string, StoredView>();
  readonly statuses: Status[] = [];
  /** How many more messages and views with a picture that the bot uploaded are refused, as while Slack processes an upload. */
  refusedPictures = 0;
  /** How many items a page of a list has. */
  pageSize = 200;
  private lastTs = 1_700_000_000;
  private lastUpload = 0;
  private lastView = 0;

  constructor() {
    for (const user of [
      { id: ADA, name: 'ada', profile: { real_name: 'Ada Lovelace', display_name: '' } },
      { id: BEN, name: 'ben', profile: { real_name: 'Ben Bitdiddle', display_name: 'ben' } },
      { id: BOT_USER, name: 'rollcall', is_bot: true, profile: { real_name: 'Rollcall', display_name: '' } },
      { id: OTHER_BOT, name: 'hal', is_bot: true, profile: { real_name: 'HAL', display_name: '' } },
      {
        id: EXTERNAL_USER,
        team_id: OTHER_TEAM,
        name: 'eve',
        profile: { real_name: 'Eve Elsewhere', display_name: '' },
      },
    ]) {
      this.users.set(user.id, { team_id: TEAM, ...user });
    }
    this.channels.set(CHANNEL, { id: CHANNEL, members: [ADA, BEN, BOT_USER, EXTERNAL_USER] });
  }

  /** The `ts` of the bot’s next message, a second after the newest one: `REPLY_TS` after a post at `POST_TS`. */
  nextTs(): string {
    const newest = Math.max(this.lastTs, ...[...this.messages.values()].map(({ ts }) => Math.floor(Number(ts))));
    this.lastTs = newest + 1;
    return `${this.lastTs}.000100`;
  }

  nextUploadId(): string {
    this.lastUpload += 1;
    return `F0UPLOAD${this.lastUpload}`;
  }

  nextViewId(): string {
    this.lastView += 1;
    return `V${this.lastView}`;
  }

  message(channel: string, ts: string): StoredMessage | undefined {
    return this.messages.get(`${channel} ${ts}`);
  }

  put(message: StoredMessage): void {
    this.messages.set(`${message.channel} ${message.ts}`, message);
  }

  /** A message of someone else: the bot’s own are stored by `chat.postMessage`. */
  putForeign(message: Partial<StoredMessage> & Pick<StoredMessage, 'ts'>): StoredMessage {
    const stored: StoredMessage = { type: 'message', channel: CHANNEL, user: ADA, text: '', edits: 0, ...message };
    this.put(stored);
    for (const file of stored.files ?? []) this.files.set(file.id, { ...this.files.get(file.id), ...file });
    return stored;
  }

  /** A message of the bot. */
  putOwn(message: Partial<StoredMessage> & Pick<StoredMessage, 'channel' | 'ts'>): StoredMessage {
    const stored: StoredMessage = {
      type: 'message',
      user: BOT_USER,
      bot_id: BOT_ID,
      text: '',
      edits: 0,
      ...message,
    };
    this.put(stored);
    return stored;
  }

  /** The messages of a thread in order, or, without a thread, of a channel. A thread includes its first message. */
  messagesOf(channel: string, threadTs?: string): StoredMessage[] {
    return [...this.messages.values()]
      .filter((message) => message.channel === channel)
      .filter(({ ts, thread_ts: thread }) => threadTs === undefined || ts === threadTs || thread === threadTs)
      .sort((a, b) => Number(a.ts) - Number(b.ts));
  }

  /** Slack keeps the first message of a thread as a tombstone as long as it has replies. */
  delete(channel: string, ts: string): void {
    const message = this.message(channel, ts);
    const hasReplies = this.messagesOf(channel, ts).length > 1;
    this.messages.delete(`${channel} ${ts}`);
    if (message === undefined || !hasReplies) return;
    this.put({
      type: 'message',
      subtype: 'tombstone',
      user: 'USLACKBOT',
      channel,
      ts,
      thread_ts: ts,
      text: '',
      edits: 0,
    });
  }

  hasFile(id: string | undefined): boolean {
    return id !== undefined && this.files.has(id) && !this.deletedFiles.has(id);
  }

  isBotIn(channel: string): boolean {
    return this.channels.get(channel)?.members.includes(BOT_USER) ?? false;
  }
}
