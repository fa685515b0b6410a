// nock has to come first: Slack's client takes hold of fetch when it is made.
import 'nock';
import type { App, Receiver } from '@slack/bolt';
import { type AppDeps, buildApp, type RollcallApp } from '../../src/app.js';
import type { BackgroundWork, PhotoTools } from '../../src/deps.js';
import { createFakeRecognizer, type FakeRecognizer } from './fake-recognizer.js';
import { createSlackApi, RESPONSE_URL, type SlackApi } from './slack-api.js';

export const BOT_USER = 'UBOT00000';
export const TEAM = 'T00000001';
export const CHANNEL = 'C00000001';
export const ADA = 'UADA00000';
export const BEN = 'UBEN00000';

/** The whole bot, with Slack answered by nock and a recogniser in memory. */
export interface TestBot {
  readonly app: RollcallApp;
  readonly slack: SlackApi;
  readonly recognizer: FakeRecognizer;
  readonly downloads: string[];
  readonly logged: string[];
  readonly sleeps: number[];
  /** What it wants to do when nobody waits for it: first of all to catch up. Only done when a test does it. */
  readonly background: BackgroundWork[];
  /** Hands the bot a payload as Slack would. Resolves when all of its work is done, with what was acknowledged. */
  send(body: Record<string, unknown>, options?: { readonly retryNum?: number }): Promise<unknown>;
}

export interface TestBotSetup extends Partial<Omit<AppDeps, 'recognizer' | 'slack'>> {
  readonly recognizer?: FakeRecognizer;
}

export async function startTestBot(setup: TestBotSetup = {}): Promise<TestBot> {
  const slack = createSlackApi();
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
    photos: fakePhotoTools(downloads),
    sleep: async (ms) => {
      sleeps.push(ms);
    },
    now: () => time++,
    inBackground: (work) => background.push(work),
    ...setup,
    recognizer,
  });
  slack.expect('auth.test', { user_id: BOT_USER, bot_id: 'B00000001', team_id: TEAM });
  await app.start();
  return {
    app,
    slack,
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

/** Bolt's idea of a receiver, with the test in Slack's place. */
export class DirectReceiver implements Receiver {
  private app: App | undefined;

  init(app: App): void {
    this.app = app;
  }
  async start(): Promise<void> {}
  async stop(): Promise<void> {}

  async send(body: Record<string, unknown>, { retryNum }: { readonly retryNum?: number } = {}): Promise<unknown> {
    let acknowledged: unknown;
    await this.app?.processEvent({
      body,
      ack: async (response) => {
        acknowledged = response ?? 'ok';
      },
      ...(retryNum === undefined ? {} : { retryNum, retryReason: 'http_timeout' }),
    });
    return acknowledged;
  }
}

/** A Slack file as it comes with an event. */
export function slackFile(id: string, overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    mode: 'hosted',
    mimetype: 'image/jpeg',
    url_private: `https://files.slack.com/${id}`,
    ...overrides,
  };
}

/** A `message` event as Slack delivers it. */
export function messageEvent(event: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: 'event_callback',
    team_id: TEAM,
    event_id: 'Ev1',
    event: {
      type: 'message',
      subtype: 'file_share',
      channel: CHANNEL,
      channel_type: 'channel',
      user: ADA,
      ts: '1700000000.000100',
      text: '',
      ...event,
    },
  };
}

/** Somebody uses a control of a message. */
export function blockAction(
  action: Record<string, unknown>,
  message: { readonly ts: string; readonly thread_ts?: string },
  user = ADA,
): Record<string, unknown> {
  return {
    type: 'block_actions',
    team: { id: TEAM, domain: 'test' },
    user: { id: user, team_id: TEAM },
    channel: { id: CHANNEL, name: 'photos' },
    container: { type: 'message', message_ts: message.ts, channel_id: CHANNEL },
    message: { type: 'message', user: BOT_USER, text: '', ...message },
    trigger_id: '1.2.3',
    response_url: RESPONSE_URL,
    actions: [{ action_ts: '1', ...action }],
  };
}

/** Somebody runs the slash command. */
export function slashCommand(text = ''): Record<string, unknown> {
  return {
    command: '/train-faces',
    text,
    team_id: TEAM,
    channel_id: CHANNEL,
    user_id: ADA,
    response_url: RESPONSE_URL,
    trigger_id: '1.2.3',
  };
}
