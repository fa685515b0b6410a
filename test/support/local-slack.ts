import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import { type LocalSlack, type LocalSlackOptions, startLocalSlack } from '../../src/local-slack/start-local-slack.js';
import { createPersonClient, requestToken } from './person-client.js';

/** Half of these tests provoke what the client would complain about. */
const silent: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

/** Who is in the workspace of these tests, without pictures. */
const members = ['Ada One', 'Ben Two', 'Cleo Three', 'Dan Four', 'Eve Five'].map((name) => ({ name }));

export const ADA = 'U0LOCAL001';
export const BEN = 'U0LOCAL002';
export const EVE = 'U0LOCAL005';
export const BOT = 'U0ROLLCALL';
export const PHOTOS = 'C0PHOTOS01';
export const RANDOM = 'C0RANDOM01';
/** Ada, Ben, Cleo and the bot are in it; Dan and Eve are not. */
export const PRIVATE = 'C0PRIVATE1';

export interface TestSlack extends LocalSlack {
  readonly dataDir: string;
  /** What was logged as a warning or worse. */
  readonly complaints: string[];
  readonly bot: WebClient;
  as(person: string): WebClient;
  tokenOf(person: string): Promise<string>;
  /** `POST /local/<what>` */
  local(what: string, body: Record<string, unknown>): Promise<LocalAnswer>;
}

interface LocalAnswer {
  readonly ok: boolean;
  readonly error?: string;
  readonly detail?: string;
  readonly errors?: Record<string, string>;
  readonly ack?: Record<string, unknown>;
}

/** A workspace in a folder of its own, on any free port. Close it with {@link TestSlack.close}. */
export async function openTestSlack(options: Partial<LocalSlackOptions> = {}): Promise<TestSlack> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'rollcall-slack-')));
  const complaints: string[] = [];
  const complain = (message: string) => void complaints.push(message);
  const slack = await startLocalSlack({
    port: 0,
    dataDir,
    pageDir: dataDir,
    assetsDir: 'assets',
    members,
    log: { debug: () => {}, info: () => {}, warn: complain, error: complain },
    ...options,
  });
  const client = (token: string) =>
    new WebClient(token, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, logger: silent });
  return {
    ...slack,
    dataDir,
    complaints,
    bot: client(slack.botToken),
    as: (person) => createPersonClient(slack.url.replace('localhost', '127.0.0.1'), person, silent),
    tokenOf: (person) => requestToken(slack.url, person),
    async local(what, body) {
      const response = await fetch(`${slack.url}/local/${what}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      return (await response.json()) as LocalAnswer;
    },
    async close() {
      await slack.close();
      // A test that reopens the folder removes it itself, by closing the last workspace in it.
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Slack's code for why a call failed. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return (error as { data: { error: string } }).data.error;
  }
  return 'no error';
}

/** Waits until `find` finds something; rejects after as long as a busy machine may need. */
export async function eventually<T>(find: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const until = Date.now() + 15_000;
  for (;;) {
    const found = await find();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > until) throw new Error('waited 15 seconds in vain');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
