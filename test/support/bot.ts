import type { App, Receiver } from '@slack/bolt';
import { type AppDeps, buildApp, type RollcallApp } from '../../src/app.js';
import type { BackgroundWork, PhotoTools } from '../../src/deps.js';
import { createPhotoTools } from './fake-photo-tools.js';
import { createFakeRecognizer, type FakeRecognizer } from './fake-recognizer.js';
import { createFakeSlack, type FakeSlack } from './slack/fake-slack.js';
import { POST_TS } from './slack/ids.js';
import { messageEvent, slackFile } from './slack/payloads.js';
import type { StoredMessage } from './slack/state.js';

/** The whole bot, with Slack and a recogniser in memory. */
export interface Bot {
  readonly app: RollcallApp;
  readonly slack: FakeSlack;
  readonly recognizer: FakeRecognizer;
  /** The addresses of downloaded photos. */
  readonly downloads: string[];
  /** Log lines, each with its level. */
  readonly logged: string[];
  /** How long the bot wanted to wait, in milliseconds. Nothing really waits. */
  readonly sleeps: number[];
  /** Work the bot leaves to the background, first of all catching up after its start. It runs only when a test runs it. */
  readonly background: BackgroundWork[];
  /** Hands the bot a payload as Slack would. Resolves when all of its work is done, with what was acknowledged. */
  send(body: Record<string, unknown>, options?: SendOptions): Promise<unknown>;
  /** Someone posts photos. Resolves when the bot is done with them. */
  post(post?: Post): Promise<void>;
  /** Runs what is in the background. */
  runBackground(): Promise<void>;
}

/** A message with files, as in {@link messageEvent}; by default Ada’s photo `F0000000A`. */
type Post = Partial<StoredMessage> & { readonly retryNum?: number };

export interface BotSetup extends Partial<Omit<AppDeps, 'recognizer' | 'slack' | 'photos'>> {
  readonly recognizer?: FakeRecognizer;
  /** The workspace of a bot that ran before. By default a new one. */
  readonly slack?: FakeSlack;
  /** What is done with pictures. Fakes do the rest. */
  readonly photos?: Partial<PhotoTools>;
}

/** Starts the bot in a workspace in memory. */
export async function startBot({
  slack = createFakeSlack(),
  recognizer = createFakeRecognizer(),
  photos,
  ...setup
}: BotSetup = {}): Promise<Bot> {
  const downloads: string[] = [];
  const logged: string[] = [];
  const sleeps: number[] = [];
  const background: BackgroundWork[] = [];
  const write = (level: string) => (message: string) => logged.push(`${level}: ${message}`);
  let time = 1_700_000_000_000;
  const receiver = new DirectReceiver();
  const app = buildApp({
    slack: { kind: 'receiver', botToken: 'xoxb-test', receiver },
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    sleep: async (ms) => {
      sleeps.push(ms);
    },
    now: () => time++,
    inBackground: (work) => background.push(work),
    // Tests of other things need no questions. Those about them say which mode they are in.
    consent: 'off',
    ...setup,
    photos: {
      ...createPhotoTools((url) => {
        downloads.push(url);
        return new Uint8Array([1]);
      }),
      ...photos,
    },
    recognizer,
  });
  // A test with a real recogniser has no list of calls.
  const { calls = [] }: Partial<Pick<FakeRecognizer, 'calls'>> = recognizer;
  const callsBefore = calls.length;
  await app.start();
  // What a start reads is not what tests ask about.
  calls.splice(callsBefore);
  const send: Bot['send'] = (body, options) => receiver.send(body, options);
  return {
    app,
    slack,
    recognizer,
    downloads,
    logged,
    sleeps,
    background,
    send,
    async post({ retryNum, ...post } = {}) {
      const message = { files: [slackFile('F0000000A')], ts: POST_TS, ...post };
      const { edits: _, ...event } = slack.state.putForeign(message);
      await send(messageEvent(event), retryNum === undefined ? {} : { retryNum });
    },
    async runBackground() {
      for (const work of background.splice(0)) await work();
    },
  };
}

/** How a payload is delivered. */
interface SendOptions {
  readonly retryNum?: number;
  /** Is called as soon as the bot acknowledges it. */
  readonly onAck?: (acknowledged: unknown) => void;
}

/** Bolt's idea of a receiver, with the test in Slack's place. */
export class DirectReceiver implements Receiver {
  private app: App | undefined;

  init(app: App): void {
    this.app = app;
  }
  async start(): Promise<void> {}
  async stop(): Promise<void> {}

  async send(body: Record<string, unknown>, { retryNum, onAck }: SendOptions = {}): Promise<unknown> {
    let acknowledged: unknown;
    await this.app?.processEvent({
      body,
      ack: async (response) => {
        acknowledged = response ?? 'ok';
        onAck?.(acknowledged);
      },
      ...(retryNum === undefined ? {} : { retryNum, retryReason: 'http_timeout' }),
    });
    return acknowledged;
  }
}
