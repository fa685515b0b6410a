import { type WebAPICallResult, WebAPIPlatformError, WebClient } from '@slack/web-api';

export const CHANNEL = 'C00000001';
export const BOT = { userId: 'UBOT', botId: 'BBOT', teamId: 'T1', enterpriseId: undefined };

interface ThreadMessage {
  readonly ts: string;
  readonly thread_ts?: string;
  readonly user: string;
  readonly text?: string;
  readonly metadata?: unknown;
}

type Args = Readonly<Record<string, unknown>>;

/** Slack's messages in memory, behind the client that the bot uses. */
export class FakeThreads extends WebClient {
  readonly messages: ThreadMessage[] = [];
  /** Methods that were called, in order. */
  readonly called: string[] = [];
  /** Slack files, each with the `ts` of the messages it is shared in. */
  readonly shares = new Map<string, readonly string[]>();
  /** Runs before each call. */
  hook: (method: string, args: Args) => Promise<void> = async () => {};

  /** Answers further methods; undefined for those it does not know. */
  answer: (method: string, args: Args) => WebAPICallResult | undefined = () => undefined;

  constructor() {
    super('xoxb-test');
  }

  override async apiCall(method: string, args: Args = {}): Promise<WebAPICallResult> {
    this.called.push(method);
    await this.hook(method, args);
    switch (method) {
      case 'conversations.replies':
        return this.#replies(String(args['ts']));
      case 'chat.update':
        this.#replace(String(args['ts']), args);
        return { ok: true };
      case 'chat.delete':
        this.#remove(String(args['ts']));
        return { ok: true };
      case 'files.info':
        return this.#file(String(args['file']));
      default: {
        const answer = this.answer(method, args);
        if (answer === undefined) throw new Error(`unexpected ${method}`);
        return answer;
      }
    }
  }

  #replies(ts: string): WebAPICallResult {
    const messages = this.messages.filter((message) => message.ts === ts || message.thread_ts === ts);
    const answer = { ok: true, messages };
    return messages.length === 0 ? refuse('thread_not_found') : answer;
  }

  #replace(ts: string, { text, metadata }: Args): void {
    const index = this.messages.findIndex((message) => message.ts === ts);
    const message = this.messages[index];
    if (message === undefined) throw new Error(`there is no message ${ts}`);
    this.messages[index] = { ...message, text: String(text), metadata };
  }

  #remove(ts: string): void {
    const index = this.messages.findIndex((message) => message.ts === ts);
    this.messages.splice(index, 1);
  }

  #file(id: string): WebAPICallResult {
    const shares = this.shares.get(id);
    if (shares === undefined) return refuse('file_deleted');
    const answer = { ok: true, file: { id, shares: { public: { [CHANNEL]: shares.map((ts) => ({ ts })) } } } };
    return answer;
  }
}

function refuse(error: string): never {
  throw new WebAPIPlatformError({ ok: false, error });
}
