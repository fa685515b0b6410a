// nock has to come first: Slack's client takes hold of fetch when it is made.
import 'nock';
import type { App, Receiver } from '@slack/bolt';
import { type AppDeps, buildApp, type RollcallApp } from '../../src/app.js';
import type { BackgroundWork, PhotoTools } from '../../src/deps.js';
import { createFakeRecognizer, type FakeRecognizer } from './fake-recognizer.js';
import { createFakeSlack, type FakeSlack } from './slack/fake-slack.js';
import { BOT_ID, BOT_USER, POST_TS, TEAM } from './slack/ids.js';
import { messageEvent, slackFile } from './slack/payloads.js';
import type { StoredMessage } from './slack/state.js';
import { createSlackApi, type SlackApi } from './slack-api.js';

export { ADA, BEN, BOT_USER, CHANNEL, TEAM } from './slack/ids.js';
export { blockAction, messageEvent, slackFile, slashCommand } from './slack/payloads.js';

/** The whole bot, with Slack answered by nock and a recogniser in memory. */
export interface TestBot extends AnyBot {
  readonly slack: SlackApi;
}

/** The whole bot, with Slack and a recogniser in memory. */
export interface Bot extends AnyBot {
  readonly slack: FakeSlack;
  /** Someone posts photos. Resolves when the bot is done with them. */
  post(post?: Post): Promise<void>;
  /** Does what the bot left to the background. */
  runBackground(): Promise<void>;
}

/** A message with files, as in {@link messageEvent}; by default Ada’s photo `F0000000A`. */
type Post = Partial<StoredMessage> & { readonly retryNum?: number };

interface AnyBot {
  readonly app: RollcallApp;
  readonly recognizer: FakeRecognizer;
  readonly downloads: string[];
  readonly logged: string[];
  readonly sleeps: number[];
  /** What it wants to do when nobody waits for it: first of all to catch up. Only done when a test does it. */
  readonly background: BackgroundWork[];
  /** Hands the bot a payload as Slack would. Resolves when all of its work is done, with what was acknowledged. */
  send(body: Record<string, unknown>, options?: SendOptions): Promise<unknown>;
}

export interface TestBotSetup extends Partial<Omit<AppDeps, 'recognizer' | 'slack' | 'photos'>> {
  readonly recognizer?: FakeRecognizer;
  /** What is done with pictures; the rest is done by fakes. */
  readonly photos?: Partial<PhotoTools>;
}

export interface BotSetup extends TestBotSetup {
  readonly slack?: FakeSlack;
}

export async function startTestBot(setup: TestBotSetup = {}): Promise<TestBot> {
  const slack = createSlackApi();
  const bot = buildBot(setup);
  slack.expect('auth.test', { user_id: BOT_USER, bot_id: BOT_ID, team_id: TEAM });
  await bot.app.start();
  return { ...bot, slack };
}

/**
 * Starts the bot in a workspace in memory: a new one, or the one of a bot that ran before. The work after a start waits in the
 * background.
 */
export async function startBot({ slack = createFakeSlack(), ...setup }: BotSetup = {}): Promise<Bot> {
  const bot = buildBot(setup);
  await bot.app.start();
  return {
    ...bot,
    slack,
    async post({ retryNum, ...post } = {}) {
      const message = { files: [slackFile('F0000000A')], ts: POST_TS, ...post };
      const stored = slack.state.putForeign(message);
      const { edits: _, ...event } = stored;
      await bot.send(messageEvent(event), retryNum === undefined ? {} : { retryNum });
    },
    async runBackground() {
      for (const work of bot.background.splice(0)) await work();
    },
  };
}

function buildBot(setup: TestBotSetup): AnyBot {
  const recognizer = setup.recognizer ?? createFakeRecognizer();
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
    ...setup,
    photos: { ...fakePhotoTools(downloads), ...setup.photos },
    recognizer,
  });
  return {
    app,
    recognizer,
    downloads,
    logged,
    sleeps,
    background,
    send: (body, options) => receiver.send(body, options),
  };
}

/** Every picture is one pixel; what is on it the recogniser was told by the test. */
function fakePhotoTools(downloads: string[]): PhotoTools {
  return {
    async download(url) {
      downloads.push(url);
      return new Uint8Array([1]);
    },
    prepare: async () => ({ jpeg: new Uint8Array([2]), width: 1, height: 1 }),
    drawNumberedBoxes: async () => ({ jpeg: new Uint8Array([3]), width: 1, height: 1 }),
    cropFace: async () => new Uint8Array([4]),
    placeSideBySide: async () => new Uint8Array([5]),
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
