import { join } from 'node:path';
import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import { type AppDeps, buildApp, type RollcallApp } from '../app.js';
import { ensureApplication } from '../clarifai/applications.js';
import { createRecognizer, type RecognizerOptions } from '../clarifai/create-recognizer.js';
import type { Recognizer } from '../clarifai/recognizer.js';
import type { SlackRefusal } from '../slack/errors.js';
import type { StoredInstallation } from './installations.js';

export interface OpenOptions {
  /** What only this workspace has on this machine. */
  readonly folder: string;
  /** From “Basic Information”; renews tokens that expire. */
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiUrl: string | undefined;
  /** Its own application, with its own log. */
  readonly service: RecognizerOptions;
  /** The settings of every workspace. */
  readonly settings: Omit<AppDeps, 'slack' | 'recognizer' | 'log' | 'onTokenRefused' | 'cacheDir'>;
  /** Called when Slack stops accepting its token. */
  readonly onTokenRefused: (refusal: SlackRefusal) => void;
}

/** One workspace while it runs. */
export interface OpenWorkspace {
  readonly app: RollcallApp;
  readonly recognizer: Recognizer;
  deliver(event: ReceiverEvent): Promise<void>;
  close(): Promise<void>;
}

/** The end of a workspace at which what Slack sent comes in. */
class WorkspaceReceiver implements Receiver {
  #app: App | undefined;
  init(app: App): void {
    this.#app = app;
  }
  async start(): Promise<void> {}
  async stop(): Promise<void> {}
  async deliver(event: ReceiverEvent): Promise<void> {
    await this.#app?.processEvent(event);
  }
}

/** The file with the bot token of a workspace whose token expires. @param folder of the workspace. */
export function tokenFileIn(folder: string): string {
  return join(folder, 'slack-token.json');
}

/**
 * Starts the bot of a workspace that is installed: makes sure that it has an application, and connects.
 * @throws Error of Slack or of the face service if one refuses; nothing runs then.
 */
export async function openWorkspace({ key, bot }: StoredInstallation, options: OpenOptions): Promise<OpenWorkspace> {
  if (bot === undefined) throw new Error(`Rollcall is not installed in ${key}.`);
  const { service, folder, clientId, clientSecret, apiUrl } = options;
  await ensureApplication(service);
  const recognizer = createRecognizer(service);
  const receiver = new WorkspaceReceiver();
  const file = tokenFileIn(folder);
  const app = buildApp({
    ...options.settings,
    slack: {
      kind: 'receiver',
      receiver,
      apiUrl,
      botToken: bot.token,
      rotation:
        bot.refreshToken === undefined ? undefined : { refreshToken: bot.refreshToken, clientId, clientSecret, file },
    },
    recognizer,
    log: service.log,
    cacheDir: folder,
    onTokenRefused: options.onTokenRefused,
  });
  async function close(): Promise<void> {
    await app.stop();
    await recognizer.close();
  }
  try {
    await recognizer.checkSetup();
    await app.start();
  } catch (error) {
    await close();
    throw error;
  }
  return { app, recognizer, deliver: (event) => receiver.deliver(event), close };
}
