import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import { afterAll } from 'vitest';
import { type LocalSlack, type LocalSlackOptions, startLocalSlack } from '../../src/local-slack/start-local-slack.js';
import { Person } from './person.js';
import { createPersonClient, requestToken } from './person-client.js';

/** Many of these tests provoke errors on purpose. */
const silent: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

/** The members of the workspace, without portraits. */
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
  /** Warnings and errors in the log. */
  readonly complaints: string[];
  readonly bot: WebClient;
  as(person: string): WebClient;
  person(id: string): Person;
  tokenOf(person: string): Promise<string>;
  /** Posts as the bot in #photos. @returns the `ts`. */
  post(text: string, more?: object): Promise<string>;
  /** Calls a method of the Web API without Slack's client. @returns the reply, which must have status 200. */
  raw(method: string, init?: RequestInit): Promise<Record<string, unknown>>;
  /** `POST /local/<path>` */
  local(path: string, body: Record<string, unknown>): Promise<LocalAnswer>;
}

interface LocalAnswer {
  readonly ok: boolean;
  readonly error?: string;
  readonly detail?: string;
  readonly errors?: Record<string, string>;
  readonly ack?: Record<string, unknown>;
}

/** Opens a workspace in a new folder, on a free port. Close it with {@link TestSlack.close}. */
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
  const bot = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, logger: silent });
  const baseUrl = slack.url.replace('localhost', '127.0.0.1');
  return {
    ...slack,
    dataDir,
    complaints,
    bot,
    as: (person) => createPersonClient(baseUrl, person, silent),
    person: (id) => new Person(baseUrl, id),
    tokenOf: (person) => requestToken(slack.url, person),
    async post(text, more = {}) {
      const { ts = '' } = await bot.chat.postMessage({ channel: PHOTOS, text, ...more });
      return ts;
    },
    async raw(method, init = {}) {
      const response = await fetch(`${slack.apiUrl}${method}`, { method: 'POST', ...init });
      if (response.status !== 200) throw new Error(`${method} was answered with status ${response.status}`);
      return (await response.json()) as Record<string, unknown>;
    },
    async local(path, body) {
      const response = await fetch(`${slack.url}/local/${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      return (await response.json()) as LocalAnswer;
    },
    async close() {
      await slack.close();
      // A test that gave the folder removes it.
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Opens a workspace for the tests of the file that calls this, and closes it after them. */
export async function startTestSlack(options: Partial<LocalSlackOptions> = {}): Promise<TestSlack> {
  const slack = await openTestSlack(options);
  afterAll(() => slack.close());
  return slack;
}

/** Slack's error code of a call that fails; `no error` if it succeeds. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return (error as { data: { error: string } }).data.error;
  }
  return 'no error';
}
