import { EventEmitter } from 'node:events';
import type { Block, WebClient } from '@slack/web-api';
import { createPersonClient } from './person-client.js';
import { completeUpload, uploadFile } from './upload-file.js';

/** A reply takes a second or two, but longer on a busy machine. */
const REPLY_LIMIT_MS = 60_000;

/** A message as history and the stream return it, with the fields that tests look at. */
export interface SeenMessage {
  readonly type: string;
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string;
  readonly user?: string;
  readonly bot_id?: string;
  readonly text: string;
  readonly blocks?: readonly SeenBlock[];
  readonly files?: readonly { readonly id: string }[];
}

interface SeenElement {
  readonly type: string;
  readonly action_id?: string;
  readonly value?: string;
  readonly text?: string | { readonly text: string };
  readonly [field: string]: unknown;
}

interface SeenBlock extends Block {
  readonly text?: { readonly text: string };
  readonly elements?: readonly SeenElement[];
  readonly accessory?: SeenElement;
  readonly alt_text?: string;
}

export interface MenuOption {
  readonly text: { readonly type: 'plain_text'; readonly text: string };
  readonly value: string;
}

export interface LocalAnswer {
  readonly ok: boolean;
  readonly error?: string;
  readonly ack?: Record<string, unknown>;
}

/** A control of a message: where it is, and the element itself. */
export interface Control {
  readonly blockId: string;
  readonly element: SeenElement;
}

/** Every control of a message, top to bottom. */
export function controlsOf(message: SeenMessage): Control[] {
  return (message.blocks ?? []).flatMap((block) =>
    [...(block.elements ?? []), ...(block.accessory === undefined ? [] : [block.accessory])]
      .filter((element) => element.action_id !== undefined)
      .map((element) => ({ blockId: block.block_id ?? '', element })),
  );
}

/** What a person sees from now on. */
export interface Listening {
  readonly events: readonly SeenMessage[];
  /** Whether the stream has ended, for example because Rollcall was killed. */
  readonly hasEnded: boolean;
  /** The first event, past or future, that fulfils the condition. Rejects after a minute, and when the stream ends. */
  next(condition: (event: SeenMessage) => boolean): Promise<SeenMessage>;
  stop(): void;
}

/** A person in the local workspace, who does everything as docs/local-slack.md describes it for scripts. */
export class Person {
  readonly id: string;
  readonly api: WebClient;
  readonly #url: string;

  constructor(url: string, id: string) {
    this.#url = url;
    this.id = id;
    this.api = createPersonClient(url, id);
  }

  /** Uploads a photo without posting it. @returns its file id. */
  async uploadPhoto(photo: Uint8Array): Promise<string> {
    return uploadFile(this.api, photo);
  }

  /** Posts photos as one message. @returns its channel and timestamp. */
  async postPhotos(
    channel: string,
    photos: readonly Uint8Array[],
    threadTs?: string,
  ): Promise<{ channel: string; ts: string }> {
    const fileIds: string[] = [];
    for (const photo of photos) fileIds.push(await this.uploadPhoto(photo));
    return { channel, ts: await this.postFiles(channel, fileIds, threadTs) };
  }

  /** Posts uploaded files as one message. @returns its `ts`. */
  async postFiles(channel: string, fileIds: readonly string[], threadTs?: string): Promise<string> {
    await completeUpload(this.api, fileIds, channel, threadTs);
    return this.#messageWithFile(channel, fileIds[0] ?? '', threadTs);
  }

  async #messageWithFile(channel: string, fileId: string, threadTs?: string): Promise<string> {
    const { messages = [] } =
      threadTs === undefined
        ? await this.api.conversations.history({ channel, limit: 20 })
        : await this.api.conversations.replies({ channel, ts: threadTs, limit: 200 });
    const ts = messages.find((message) => message.files?.some((file) => file.id === fileId))?.ts;
    if (ts === undefined) throw new Error('the photo was uploaded but not posted');
    return ts;
  }

  /** The replies of a thread, without its first message. */
  async repliesTo({ channel, ts }: { channel: string; ts: string }): Promise<SeenMessage[]> {
    const { messages = [] } = await this.api.conversations.replies({ channel, ts, limit: 200 });
    return messages.slice(1).map((message) => ({ ...message, channel }) as unknown as SeenMessage);
  }

  /** Waits for a reply that fulfils the condition. Rejects after a minute with the replies that are there. */
  async waitForReply(
    post: { channel: string; ts: string },
    condition: (reply: SeenMessage) => boolean = () => true,
  ): Promise<SeenMessage> {
    const until = Date.now() + REPLY_LIMIT_MS;
    for (;;) {
      const replies = await this.repliesTo(post);
      const reply = replies.find(condition);
      if (reply !== undefined) return reply;
      if (Date.now() > until)
        throw new Error(`no such reply; there are: ${JSON.stringify(replies.map((r) => r.text))}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }

  /** The current version of a reply. */
  async readAgain({ channel, ts, thread_ts }: SeenMessage): Promise<SeenMessage> {
    const replies = await this.repliesTo({ channel, ts: thread_ts ?? ts });
    const reply = replies.find((message) => message.ts === ts);
    if (reply === undefined) throw new Error('the reply is gone');
    return reply;
  }

  /** Opens a menu, or types in it. @returns every option it offers. */
  async openMenu(message: SeenMessage, control: Control, typed = ''): Promise<MenuOption[]> {
    const { ack } = await this.local('block_suggestion', { ...this.#where(message, control), value: typed });
    const groups = ack?.['option_groups'] as { options: MenuOption[] }[] | undefined;
    return groups?.flatMap((group) => group.options) ?? (ack?.['options'] as MenuOption[] | undefined) ?? [];
  }

  async choose(message: SeenMessage, control: Control, option: MenuOption): Promise<LocalAnswer> {
    return this.local('block_actions', { ...this.#where(message, control), selected_option: option });
  }

  async press(message: SeenMessage, control: Control): Promise<LocalAnswer> {
    return this.local('block_actions', this.#where(message, control));
  }

  #where(message: SeenMessage, { blockId, element }: Control) {
    return { channel: message.channel, message_ts: message.ts, block_id: blockId, action_id: element.action_id };
  }

  async command(channel: string, command: string, text = ''): Promise<LocalAnswer> {
    return this.local('commands', { channel, command, text });
  }

  /** Calls `/local/<path>` as this person. */
  async local(path: string, body: Record<string, unknown>): Promise<LocalAnswer> {
    const response = await fetch(`${this.#url}/local/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ user: this.id, ...body }),
    });
    return (await response.json()) as LocalAnswer;
  }

  /**
   * Listens to everything this person sees until `stop` is called.
   * @param onEvent takes each event; without it they are remembered.
   */
  async listen(onEvent?: (event: SeenMessage) => void): Promise<Listening> {
    const ending = new AbortController();
    const response = await fetch(`${this.#url}/local/stream?user=${this.id}`, { signal: ending.signal });
    const events: SeenMessage[] = [];
    const seen = new EventEmitter();
    const read = async () => {
      let rest = '';
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          if (!line.startsWith('data: ')) continue;
          const event = JSON.parse(line.slice('data: '.length)) as SeenMessage;
          if (onEvent !== undefined) onEvent(event);
          else events.push(event);
          seen.emit('event', event);
        }
      }
    };
    let hasEnded = false;
    // A broken stream has ended, too.
    void read()
      .catch(() => {})
      .finally(() => {
        hasEnded = true;
        seen.emit('end');
      });
    return {
      events,
      get hasEnded() {
        return hasEnded;
      },
      next: (condition) =>
        new Promise((resolve, reject) => {
          const found = events.find(condition);
          if (found !== undefined) return resolve(found);
          const giveUp = () => finish(() => reject(new Error('no such event came on the stream')));
          const tooLate = setTimeout(giveUp, REPLY_LIMIT_MS);
          const look = (event: SeenMessage) => {
            if (condition(event)) finish(() => resolve(event));
          };
          const finish = (settle: () => void) => {
            clearTimeout(tooLate);
            seen.off('event', look).off('end', giveUp);
            settle();
          };
          seen.on('event', look).on('end', giveUp);
          if (hasEnded) giveUp();
        }),
      stop: () => ending.abort(),
    };
  }
}
