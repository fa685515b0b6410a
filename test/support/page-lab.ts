import type { KnownBlock } from '@slack/types';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { violationsIn } from './axe.js';
import { ADA, openTestSlack, PHOTOS, type TestSlack } from './local-slack.js';
import { returnPage, type Screen, takePage } from './reused-pages.js';
import { connectTestApp, type TestApp } from './slack-app.js';
import { completeUpload, uploadFile } from './upload-file.js';

export interface OpenOptions {
  readonly screen?: Screen;
  readonly user?: string;
  readonly dark?: boolean;
}

/** The page with a workspace and a test app, for states that would take long to reach with Rollcall. */
export interface PageLab {
  readonly slack: TestSlack;
  /** The app: what it receives, and what it answers. */
  readonly app: TestApp;
  /** Opens the page, by default as Ada on a laptop. Closed after the test, which fails if the page logged an error. */
  open(hash: string, options?: OpenOptions): Promise<Page>;
  /** Posts as Ada. @returns the `ts`. */
  post(text: string, threadTs?: string): Promise<string>;
  /** Replies as the app. @returns the `ts`. */
  reply(threadTs: string, blocks: readonly KnownBlock[]): Promise<string>;
  update(ts: string, blocks: readonly KnownBlock[]): Promise<void>;
  /** Fails when axe finds a violation in what is shown, in light or dark, and says in which `state`; the test goes on. */
  expectAccessible(page: Page, state: string): Promise<void>;
  /** Allows the page to log an error in this test. */
  expectLogged(pattern: RegExp): void;
}

export function startPageLab(): PageLab {
  let slack: TestSlack;
  let app: TestApp;
  const pages: Page[] = [];
  /** What the test posted: deleted after it, so that the channel stays as short for the next one. */
  const posted: { readonly ts: string; readonly isByApp: boolean }[] = [];
  const errors: string[] = [];
  const expected: RegExp[] = [];

  beforeAll(async () => {
    slack = await openTestSlack({ pageDir: 'dist/local-slack/page', manifestFile: 'manifest.yml' });
    app = await connectTestApp(slack);
  });
  afterAll(async () => {
    app.close();
    await slack.close();
  });
  // What is posted before all tests stays.
  beforeEach(() => void posted.splice(0));
  afterEach(async () => {
    for (const page of pages.splice(0)) await returnPage(page, `${slack.url}/icon.svg`);
    // Replies first: a deleted message with replies leaves a trace.
    for (const { ts, isByApp } of posted.splice(0).reverse()) {
      await (isByApp ? slack.bot : slack.as(ADA)).chat.delete({ channel: PHOTOS, ts });
    }
    await closeModals(slack);
    const patterns = expected.splice(0);
    app.answer = () => undefined;
    expect(errors.splice(0).filter((error) => !patterns.some((pattern) => pattern.test(error)))).toEqual([]);
  });

  return {
    get slack() {
      return slack;
    },
    get app() {
      return app;
    },
    async open(hash, { screen = 'laptop', user = ADA, dark = false } = {}) {
      const page = await takePage(screen);
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
      page.setDefaultTimeout(30_000);
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      pages.push(page);
      await page.goto(`${slack.url}/?user=${user}${hash}`);
      await page.getByRole('main').waitFor();
      return page;
    },
    async post(text, threadTs) {
      const { ts = '' } = await slack
        .as(ADA)
        .chat.postMessage({ channel: PHOTOS, text, ...(threadTs !== undefined && { thread_ts: threadTs }) });
      posted.push({ ts, isByApp: false });
      return ts;
    },
    async reply(threadTs, blocks) {
      const { ts = '' } = await slack.bot.chat.postMessage({
        channel: PHOTOS,
        thread_ts: threadTs,
        text: 'Faces',
        blocks: [...blocks],
      });
      posted.push({ ts, isByApp: true });
      return ts;
    },
    async update(ts, blocks) {
      await slack.bot.chat.update({ channel: PHOTOS, ts, text: 'Faces', blocks: [...blocks] });
    },
    async expectAccessible(page, state) {
      expect.soft(await page.title(), state).toContain('Rollcall');
      expect.soft(await violationsIn(page), state).toEqual([]);
    },
    expectLogged: (pattern) => expected.push(pattern),
  };
}

/** The server remembers open modals, as Slack does. */
async function closeModals(slack: TestSlack): Promise<void> {
  const response = await fetch(`${slack.url}/local/views?user=${ADA}`);
  const { views } = (await response.json()) as { views: { id: string }[] };
  const [view] = views;
  if (view !== undefined) await slack.local('view_closed', { user: ADA, view_id: view.id, is_cleared: true });
}

/** Uploads a picture as the app, for blocks. @returns its file id. */
export async function uploadAsApp(slack: TestSlack, bytes: Uint8Array): Promise<string> {
  const id = await uploadFile(slack.bot, bytes, 'numbered.jpg');
  await completeUpload(slack.bot, [id]);
  return id;
}

/** Whether an element is completely inside the window. */
export async function isInView(element: Locator): Promise<boolean> {
  const box = await element.boundingBox();
  const size = element.page().viewportSize();
  if (box === null || size === null) return false;
  return box.x >= -1 && box.y >= -1 && box.x + box.width <= size.width + 1 && box.y + box.height <= size.height + 1;
}
